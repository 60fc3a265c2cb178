#compdef jaccli
# Completion of jaccli in zsh. Write this line at the end of ~/.zshrc:
#   eval "$(jaccli completion zsh)"
_jaccli() {
    local value help
    local -a plain told open opentold quoting
    [[ $PREFIX == '~'* ]] && quoting=(-Q)  # they come quoted: the tilde has to stay one
    while IFS=$'\t' read -r value help; do
        if [[ -n $help ]]; then
            [[ $value == *[/:=,@] ]] && opentold+=("${value//:/\\:}:$help") \
                || told+=("${value//:/\\:}:$help")
        elif [[ -n $value ]]; then
            [[ $value == *[/:=,@] ]] && open+=("$value") || plain+=("$value")
        fi
    done < <(_JACCLI_COMPLETE=zsh_complete JACCLI_BEFORE="${(pj:\n:)${(@Q)words[1,CURRENT-1]}}" \
        JACCLI_AFTER="${(pj:\n:)${(@Q)words[CURRENT+1,-1]}}" JACCLI_WORD="$PREFIX" \
        ${~words[1]} 2>/dev/null </dev/null)
    (( $#told )) && _describe -V jaccli told
    (( $#opentold )) && _describe -V jaccli opentold -S ''
    (( $#plain )) && compadd -V jaccli $quoting -a plain
    (( $#open )) && compadd -V jaccli -S '' $quoting -a open
    (( $#told + $#opentold + $#plain + $#open )) && return
    [[ $PREFIX == *'$'* ]] && _files  # zsh knows what its variables hold
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _jaccli "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
    compdef _jaccli jaccli
fi
