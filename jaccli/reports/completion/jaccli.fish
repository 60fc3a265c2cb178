# Completion of jaccli in fish. Write this line into ~/.config/fish/config.fish:
#   jaccli completion fish | source
function __jaccli_offers
    set -l before (commandline -opc)
    set -l program (string replace -r '^~' $HOME -- $before[1])
    set -lx _JACCLI_COMPLETE fish_complete
    set -lx JACCLI_BEFORE (string join \n -- $before | string collect)
    set -lx JACCLI_AFTER  # fish does not tell what stands behind the cursor
    set -lx JACCLI_WORD (commandline -ct | string collect)
    $program 2>/dev/null </dev/null | string match -v ''
end
complete -c jaccli -f -k -a '(__jaccli_offers)'
