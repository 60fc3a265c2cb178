# Completion of jaccli in bash. Write this line at the end of ~/.bashrc:
#   eval "$(jaccli completion bash)"
_jaccli() {
    local line
    COMPREPLY=()
    # $2 is what bash takes for the word: it begins after a colon or an equals sign
    while IFS= read -r line; do
        [[ -n $line ]] && COMPREPLY+=("$line")
    done < <(_JACCLI_COMPLETE=bash_complete JACCLI_BEFORE="${COMP_LINE:0:COMP_POINT}" \
        JACCLI_AFTER="${COMP_LINE:COMP_POINT}" JACCLI_WORD="$2" JACCLI_LISTS="$COMP_TYPE" \
        COLUMNS="${COLUMNS-}" "${1/#\~/$HOME}" 2>/dev/null </dev/null)
    if [[ ${#COMPREPLY[@]} -eq 0 && $2 == *'$'* ]]; then
        compopt -o default 2>/dev/null  # bash knows what its variables hold
    elif [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[/:=,@] ]]; then
        compopt -o nospace 2>/dev/null  # older shells have no compopt
    fi
}
complete -o nosort -F _jaccli jaccli 2>/dev/null || complete -F _jaccli jaccli
