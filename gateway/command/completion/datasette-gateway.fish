# fish completion for datasette-gateway: asks the program itself
function __datasette_gateway_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct)
    for line in ($words[1] complete $words[2..] "$word" 2>/dev/null)
        if string match -q '<files>*' -- $line
            set -l prefix (string sub -s 8 -- $line)
            set -l rest (string sub -s (math (string length -- "$prefix") + 1) -- "$word")
            string replace -r '^' -- "$prefix" (complete -C "'' $rest")
        else
            echo $line
        end
    end
end

complete -c datasette-gateway -f -a '(__datasette_gateway_complete)'
