#include "gateway/command/cli_commands.hpp"

namespace dsgw {

namespace {

/// One row of the help: the name, and from column 34 on its meaning.
void add_row(std::string& to, const std::string& name, std::string_view meaning)
{
    constexpr std::size_t column = 34;
    const auto line = "  " + name;
    to += line;
    if (line.size() >= column) to += '\n';
    to.append(line.size() < column ? column - line.size() : column, ' ');
    to.append(meaning).append("\n");
}

void add_commands(std::string& to, std::string_view group)
{
    const auto commands = commands_of(group);
    if (commands.empty()) return;
    to += "\nSubcommands:\n";
    for (const auto* each : commands)
        add_row(to, std::string(each->word()), each->summary);
}

void add_options(std::string& to, command_name command)
{
    to += "\nOptions:\n";
    for (const auto& option : options_of(command)) {
        if (option.set == nullptr) continue;
        std::string names = option.short_name ? std::string("-") + option.short_name + ',' : "";
        names += option.long_name;
        if (!option.value_name.empty()) names.append(" ").append(option.value_name);
        add_row(to, names, option.help);
    }
}

std::string heading(std::string_view summary, std::string_view usage)
{
    return std::string(summary) + "\nUsage: datasette-gateway " + std::string(usage) + "\n";
}

}  // namespace

std::string passed_on_names()
{
    std::string names;
    for (const auto& option : cli_options()) {
        if (option.set != nullptr) continue;
        if (!names.empty()) names += ", ";
        if (option.short_name != 0) names += std::string("-") + option.short_name + '/';
        names += option.long_name;
    }
    return names;
}

std::string help_text(const cli_command* command)
{
    const auto& serve = cli_commands().front();
    if (command == nullptr) {
        auto help = heading(
            "datasette-gateway: passwords in front of stock Datasette",
            "[COMMAND] [OPTIONS] [FILES]..."
        );
        add_commands(help, "");
        help += "\nHelp for a command: datasette-gateway COMMAND --help\n\n";
        return help.append(serve.notes).append("\n");
    }
    auto help = heading(command->summary, command->usage);
    add_options(help, command->name);
    if (command->group().empty()) add_commands(help, command->text);
    if (command->starts_datasette())
        help += "\nPassed to Datasette unchanged:\n  " + passed_on_names() +
                "\n\nExit code: 0 on success, 1 for an error in the request or the configuration, "
                "2 for wrong usage.\n";
    return help.append("\n").append(command->notes).append("\n");
}

}  // namespace dsgw
