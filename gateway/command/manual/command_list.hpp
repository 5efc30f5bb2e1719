#pragma once

// The commands and their options as a man page and completions need them: which options a command
// has of its own, and of which other command it takes all. All of it comes from the tables that the
// program itself reads its arguments by.

#include "gateway/command/cli_options.hpp"
#include "gateway/command/datasette_options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dsgw::manual {

struct listed_command
{
    command_help help;
    std::vector<cli_option> options;  ///< of its own, without --help
    std::string_view like;            ///< a command whose options it takes as well, or ""

    /// "secrets" of "secrets get", else "".
    [[nodiscard]] std::string_view group() const;
    /// "get" of "secrets get".
    [[nodiscard]] std::string_view word() const;
    /// Hands options of Datasette on.
    [[nodiscard]] bool starts_datasette() const;
};

/// Every command in the order of the help, those of a group behind it.
[[nodiscard]] std::vector<listed_command> list_commands();

/// Those of Datasette that are handed on.
[[nodiscard]] std::vector<datasette_option> handed_on();

/// "-h, --host" or "--uds".
[[nodiscard]] std::string names_of(std::string_view long_name, char short_name);

/// Whether a value of this name is the name of a file or folder: "FILE", "PATH".
[[nodiscard]] bool is_file_name(std::string_view value_name);

}  // namespace dsgw::manual
