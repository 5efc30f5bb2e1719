#include "gateway/command/manual/completions.hpp"
#include "gateway/command/manual/shell_words.hpp"

namespace dsgw::manual {

namespace {

/// "a | b | c"
std::string as_pattern(const std::string& words) { return replaced(words, " ", " | "); }

constexpr std::string_view bash_opening = R"(_datasette_gateway()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=serve words= arguments= flags= files= values= pairs= triples=
    COMPREPLY=()
    if ((COMP_CWORD > 1)); then
        case ${COMP_WORDS[1]} in
        PLAIN)
            command=${COMP_WORDS[1]}
            ;;
        GROUPS)
            command=${COMP_WORDS[1]}
            ((COMP_CWORD > 2)) && command+=" ${COMP_WORDS[2]}"
            ;;
        esac
    else
        words=COMMANDS
    fi
    case $command in
)";

constexpr std::string_view bash_choice = R"(    [[ $word == '=' ]] && word=
    [[ $before == '=' ]] && before=${COMP_WORDS[COMP_CWORD - 2]}
    compopt +o default
    if [[ " $files " == *" $before "* ]]; then
        compopt -o filenames
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        return
    fi
    [[ " $values $pairs " == *" $before "* ]] && return
    ((COMP_CWORD > 1)) && [[ " $pairs " == *" ${COMP_WORDS[COMP_CWORD - 2]} "* ]] && return
    ((COMP_CWORD > 2)) && [[ " $triples " == *" ${COMP_WORDS[COMP_CWORD - 3]} "* ]] && return
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$flags $files $values $pairs" -- "$word")
    else
        [[ $arguments == files ]] && compopt -o filenames
        mapfile -t COMPREPLY < <(
            compgen -W "$words" -- "$word"
            [[ $arguments == files ]] && compgen -f -- "$word"
        )
    fi
}
complete -o default -F _datasette_gateway datasette-gateway
)";

void append_names(std::string& to, const shell_option& option)
{
    append_word(to, option.long_name);
    if (option.short_name != 0) append_word(to, std::string("-") + option.short_name);
}

std::string bash_case(const listed_command& command, const std::vector<listed_command>& all)
{
    std::string flags;
    std::string files;
    std::string values;
    std::string pairs;
    std::string triples;  // these are in the pairs too
    for (const auto& option : options_of(command)) {
        auto& list = option.values == 0    ? flags
                     : option.values > 1   ? pairs
                     : option.takes_file() ? files
                                           : values;
        append_names(list, option);
        if (option.values > 2) append_names(triples, option);
    }
    std::string made = "    " + shell_quoted(command.help.text) + ")\n";
    const auto assign = [&made](std::string_view name, const std::string& words) {
        if (!words.empty())
            made += "        " + std::string(name) + '=' + shell_quoted(words) + '\n';
    };
    assign("flags", flags);
    assign("files", files);
    assign("values", values);
    assign("pairs", pairs);
    assign("triples", triples);
    assign("words", words_of_group(all, command.help.text));
    if (takes_files(command)) made += "        arguments=files\n";
    return made + "        ;;\n";
}

}  // namespace

std::string make_bash_completion()
{
    const auto all = list_commands();
    const auto words = list_words(all);
    std::string made = "# bash completion" + std::string(made_by);
    auto opening = replaced(std::string(bash_opening), "PLAIN", as_pattern(words.plain));
    opening = replaced(opening, "GROUPS", as_pattern(words.groups));
    made += replaced(opening, "COMMANDS", shell_quoted(words.commands));
    for (const auto& command : all)
        made += bash_case(command, all);
    return made + "    esac\n" + std::string(bash_choice);
}

}  // namespace dsgw::manual
