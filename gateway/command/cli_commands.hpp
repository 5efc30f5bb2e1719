#pragma once

// The commands as one table, and their help.

#include "gateway/command/cli_options.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// How many arguments a command takes, apart from options. The texts follow the command in the
/// error; "" for the usual text.
struct argument_rule
{
    std::size_t least;
    std::size_t most;
    std::string_view too_few{};
    std::string_view too_many{};
};

struct cli_command
{
    command_name name;
    std::string_view text;  ///< "serve", "secrets get"
    std::string_view usage;
    std::string_view summary;
    std::string_view notes;  ///< the end of the help, with examples
    argument_rule arguments;
    secrets_action action{};  ///< for a command of the group `secrets`

    /// "get" for "secrets get".
    [[nodiscard]] std::string_view word() const { return text.substr(text.rfind(' ') + 1); }

    /// "secrets" for "secrets get", else "".
    [[nodiscard]] std::string_view group() const;

    /// Whether it starts Datasette, and so takes its options.
    [[nodiscard]] bool starts_datasette() const
    {
        return name == command_name::serve || name == command_name::check;
    }
};

/// All commands in the order of the help. The commands of a group follow the group.
[[nodiscard]] std::span<const cli_command> cli_commands();

/// The commands of a group, or with "" those that are in no group.
[[nodiscard]] std::vector<const cli_command*> commands_of(std::string_view group);

/// A command and the number of words that name it, 0 to 2.
struct named_command
{
    const cli_command& command;
    std::size_t words;
};

/// Finds the command of a command line. `serve` may be omitted. An unknown command of a group
/// leads to the group.
[[nodiscard]] named_command find_command(std::span<const std::string> words);

/// "-i/--immutable, --cors, …": the options of Datasette that are passed on.
[[nodiscard]] std::string passed_on_names();

/// The help of a command, or of the program for null.
[[nodiscard]] std::string help_text(const cli_command* command);

}  // namespace dsgw
