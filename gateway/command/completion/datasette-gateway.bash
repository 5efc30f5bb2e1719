# bash completion for datasette-gateway: asks the program itself
_datasette_gateway()
{
    local word=${COMP_WORDS[COMP_CWORD]} line prefix words=()
    for line in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        [[ $line == '=' ]] || words+=("$line") # bash makes a word of each "="
    done
    [[ $word == '=' ]] && word= && words+=('')
    COMPREPLY=()
    while IFS=$'\t' read -r line _; do
        if [[ $line == '<files>'* ]]; then
            prefix=${line#'<files>'}
            compopt -o filenames
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(
                compgen -f -P "$prefix" -- "${word#"$prefix"}"
            )
        else
            COMPREPLY+=("$line")
        fi
    done < <("${COMP_WORDS[0]/#'~/'/"$HOME/"}" complete "${words[@]}" 2>/dev/null)
}
complete -F _datasette_gateway datasette-gateway
