#compdef datasette-gateway
# zsh completion for datasette-gateway: asks the program itself
_datasette-gateway() {
    local line files
    local -a candidates
    for line in "${(@f)$($words[1] complete "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}"; do
        case $line in
            ('<files>'*) files=$line ;;
            (?*) candidates+=("${line%%$'\t'*}:${line#*$'\t'}") ;;
        esac
    done
    (( $#candidates )) && _describe candidate candidates
    [[ -n $files ]] && compset -p $(( $#files - 7 )) && _files
}

if [[ $funcstack[1] == _datasette-gateway ]]; then
    _datasette-gateway "$@"
else
    compdef _datasette-gateway datasette-gateway
fi
