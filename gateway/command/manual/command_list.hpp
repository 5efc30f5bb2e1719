#pragma once

// The commands and their options for the man page and completions: the options of each command, and
// the command whose options it also takes. All of it comes from the tables that the program's own
// parser uses.

#include "gateway/command/cli_options.hpp"
#include "gateway/command/datasette_options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dsgw::manual {

struct listed_command
{
    command_help help;
    std::vector<cli_option> options;  ///< its own options, without --help
    std::string_view like;            ///< a command whose options it also takes, or ""

    /// "secrets" for "secrets get", else "".
    [[nodiscard]] std::string_view group() const;
    /// "get" for "secrets get".
    [[nodiscard]] std::string_view word() const;
    /// Whether it passes options on to Datasette.
    [[nodiscard]] bool starts_datasette() const;
};

/// All commands in the order of the help. The commands of a group follow the group.
[[nodiscard]] std::vector<listed_command> list_commands();

/// The options of Datasette that are passed on.
[[nodiscard]] std::vector<datasette_option> passed_on_options();

/// "-h, --host" or "--uds".
[[nodiscard]] std::string names_of(std::string_view long_name, char short_name);

/// Whether a value with this name is a file or folder: "FILE", "PATH".
[[nodiscard]] bool is_file_name(std::string_view value_name);

}  // namespace dsgw::manual
