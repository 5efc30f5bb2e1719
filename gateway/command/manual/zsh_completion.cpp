#include "gateway/command/manual/completions.hpp"
#include "gateway/command/manual/shell_words.hpp"

namespace dsgw::manual {

namespace {

/// A part of a specification for zsh's _arguments or _describe.
std::string zsh_part(std::string_view text)
{
    std::string made;
    for (const char c : text) {
        if (c == '\\' || c == '[' || c == ']' || c == ':') made += '\\';
        made += c;
    }
    return made;
}

constexpr std::string_view zsh_choice = R"(    local command=serve
    local -a words_here
    if (( CURRENT > 2 )); then
        case $words[2] in
            (PLAIN)
                command=$words[2]
                shift words
                (( CURRENT-- ))
                ;;
            (GROUPS)
                command=$words[2]
                shift words
                (( CURRENT-- ))
                if (( CURRENT > 2 )); then
                    command+=" $words[2]"
                    shift words
                    (( CURRENT-- ))
                fi
                ;;
        esac
    else
        words_here=(COMMANDS
        )
    fi
)";

std::string zsh_words(const std::vector<listed_command>& all, std::string_view group)
{
    std::string made;
    for (const auto& command : all)
        if (command.group() == group)
            made +=
                "\n            " +
                shell_quoted(std::string(command.word()) + ':' + zsh_part(command.help.summary));
    return made;
}

/// The specification for _arguments, once for each spelling.
std::string zsh_option(const shell_option& option)
{
    std::string tail = '[' + zsh_part(option.help) + ']';
    const std::string action = option.takes_file() ? ":_files" : ": ";
    if (option.values == 1) tail += ':' + zsh_part(option.value_name) + action;
    if (option.values > 1)
        for (std::size_t number = 0; number < option.values; ++number)
            tail += ":value: ";
    std::string made;
    const auto add = [&](const std::string& name) {
        made += " \\\n                " + shell_quoted('*' + name + tail);
    };
    add(std::string(option.long_name) + (option.values == 1 ? "=" : ""));
    if (option.short_name != 0) add(std::string("-") + option.short_name);
    return made;
}

std::string zsh_case(const listed_command& command, const std::vector<listed_command>& all)
{
    std::string made = "        (" + shell_quoted(command.help.text) + ")\n";
    if (!words_of_group(all, command.help.text).empty())
        made += "            words_here=(" + zsh_words(all, command.help.text) +
                "\n            )\n            _describe -t commands command words_here\n";
    made += "            _arguments -s";
    for (const auto& option : options_of(command))
        made += zsh_option(option);
    if (takes_files(command)) made += " \\\n                '*:file:_files'";
    return made + "\n            ;;\n";
}

}  // namespace

std::string make_zsh_completion()
{
    const auto all = list_commands();
    const auto words = list_words(all);
    auto choice = replaced(std::string(zsh_choice), "PLAIN", replaced(words.plain, " ", "|"));
    choice = replaced(choice, "GROUPS", replaced(words.groups, " ", "|"));
    choice = replaced(choice, "COMMANDS", zsh_words(all, ""));
    std::string made = "#compdef datasette-gateway\n# zsh completion" + std::string(made_by);
    made += "_datasette-gateway() {\n" + choice +
            "    (( $#words_here )) && _describe -t commands command words_here\n"
            "    case $command in\n";
    for (const auto& command : all)
        made += zsh_case(command, all);
    return made + "    esac\n}\n\n_datasette-gateway \"$@\"\n";
}

}  // namespace dsgw::manual
