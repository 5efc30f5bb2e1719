#pragma once

// The options of all commands as one table. The parser, the help, the man page and the completions
// of the shells all use it.

#include "gateway/command/cli.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace dsgw {

enum class command_name
{
    serve,
    check,
    hash_password,
    verify_password,
    secrets,  ///< only a group
    secrets_list,
    secrets_get,
    secrets_set,
    secrets_history,
    secrets_restore,
    secrets_delete,
    secrets_rotate_key,
    secrets_audit,
    secrets_generate_key,
    secrets_export,
    secrets_import,
    secrets_import_env,
    package,
    publish,  ///< only a group
    publish_cloudrun,
    completion,
};

/// Receives the values of the options of any command.
struct cli_values
{
    serve_options serve;
    check_command check;  ///< its options stay in `serve` until the end
    hash_password_command hash;
    secrets_command secrets;
    publish_options publish;
    std::size_t config_pairs = 0;  ///< the first of inputs.settings: those from --config
    bool help = false;
    bool version = false;
};

/// A set of commands: one bit for each.
using command_set = std::uint32_t;

[[nodiscard]] constexpr command_set set_of(std::same_as<command_name> auto... commands)
{
    return ((command_set(1) << static_cast<unsigned>(commands)) | ...);
}

struct cli_option
{
    command_set commands;         ///< those that take it
    std::string_view long_name;   ///< "--host"
    char short_name;              ///< 'h', or 0
    std::string_view value_name;  ///< a word for each value that follows: "NAME VALUE"; "": none
    std::string_view help;

    /// Null: an option of Datasette, which is passed on verbatim.
    /// @param given  has values() elements.
    /// @return the error, or "".
    std::string (*set)(cli_values& into, std::span<const std::string> given);

    [[nodiscard]] std::size_t values() const;

    /// Whether its one value is a file or a folder.
    [[nodiscard]] bool takes_file() const;

    [[nodiscard]] bool is_taken_by(command_name command) const
    {
        return (commands & set_of(command)) != 0;
    }

    /// Whether it is "--host" or "-h".
    [[nodiscard]] bool is_named(std::string_view text) const;
};

/// In the order of the help.
[[nodiscard]] std::span<const cli_option> cli_options();

/// Copies of the options that a command takes.
[[nodiscard]] std::vector<cli_option> options_of(command_name command);

/// @param text  "--host" or "-h".
/// @return null if the command has no such option.
[[nodiscard]] const cli_option* find_option(command_name command, std::string_view text);

/// An option of Datasette that makes no sense behind the gateway.
struct refused_option
{
    std::string_view long_name;
    std::string_view short_name;  ///< "-o", or ""
    std::string_view reason;      ///< what to do instead
};

[[nodiscard]] std::span<const refused_option> refused_options();

/// An option as it is written: "-h", "--host=::1" or "-p80".
struct written_option
{
    std::string name;                  ///< "--host" or "-h"
    std::optional<std::string> value;  ///< the part after "=", or joined to a short name
};

/// @param word  begins with "-" and has a second character.
[[nodiscard]] written_option split_option(std::string_view word);

}  // namespace dsgw
