#include "gateway/command/manual/completions.hpp"
#include "gateway/command/manual/shell_words.hpp"

namespace dsgw::manual {

namespace {

/// Quotes for fish, where a backslash within single quotes is special.
std::string fish_quoted(std::string_view text)
{
    return '\'' + replaced(replaced(std::string(text), "\\", "\\\\"), "'", "\\'") + '\'';
}

constexpr std::string_view fish_choice = R"(
function __datasette_gateway_command
    set -l words (commandline -opc)
    switch "$words[2]"
        case PLAIN
            echo $words[2]
        case GROUPS
            string join ' ' -- $words[2..3]
        case '*'
            echo serve
    end
end

function __datasette_gateway_in
    test (__datasette_gateway_command) = "$argv"
end

function __datasette_gateway_first
    test (count (commandline -opc)) -eq 1
end

)";

constexpr std::string_view fish_line = "complete -c datasette-gateway -n ";

std::string fish_option(const listed_command& command, const shell_option& option)
{
    const auto name = option.long_name.substr(2);
    std::string made = std::string(fish_line) +
                       fish_quoted("__datasette_gateway_in " + std::string(command.help.text)) +
                       " -l " + std::string(name);
    if (option.short_name != 0) made += std::string(" -s ") + option.short_name;
    if (option.takes_file())
        made += " -r -F";
    else if (option.values > 0)
        made += " -x";
    return made + " -d " + fish_quoted(option.help) + '\n';
}

std::string fish_command(const listed_command& command)
{
    const std::string where = command.group().empty()
                                  ? "__datasette_gateway_first"
                                  : "__datasette_gateway_in " + std::string(command.group());
    std::string made = std::string(fish_line) + fish_quoted(where) + " -a " +
                       std::string(command.word()) + " -d " + fish_quoted(command.help.summary) +
                       '\n';
    if (!takes_files(command))
        made += std::string(fish_line) +
                fish_quoted("__datasette_gateway_in " + std::string(command.help.text)) + " -f\n";
    for (const auto& option : options_of(command))
        made += fish_option(command, option);
    return made;
}

}  // namespace

std::string make_fish_completion()
{
    const auto all = list_commands();
    const auto words = list_words(all);
    auto choice = replaced(std::string(fish_choice), "PLAIN", words.plain);
    choice = replaced(choice, "GROUPS", words.groups);
    std::string made = "# fish completion" + std::string(made_by) + choice;
    for (const auto& command : all)
        made += fish_command(command);
    return made;
}

}  // namespace dsgw::manual
