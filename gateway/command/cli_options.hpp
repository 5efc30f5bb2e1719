#pragma once

// The gateway's own options as one table. Both the parser and the help use it.

#include "gateway/command/cli.hpp"

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
    secrets,  ///< the group itself, for its help
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
    publish,  ///< the group itself, for its help
    publish_cloudrun,
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

struct cli_option
{
    std::string_view long_name;  ///< "--host"
    char short_name;             ///< 'h', or 0
    std::size_t values;          ///< number of values that follow
    std::string_view value_name;
    std::string_view help;

    /// @param given  has `values` elements.
    /// @return the error, or "".
    std::string (*set)(cli_values& into, std::span<const std::string> given);
};

/// The help for a command.
struct command_help
{
    command_name name;
    std::string_view text;  ///< "serve", "secrets get"
    std::string_view usage;
    std::string_view summary;
    std::string_view examples;
};

/// Handles -c for any command that reads the configuration. In 0.65, --config has a second,
/// deprecated meaning: NAME:VALUE is a setting, which any --setting overrides.
[[nodiscard]] std::string read_config_option(cli_values& into, std::span<const std::string> given);

/// The options of a command, including --help.
[[nodiscard]] std::span<const cli_option> own_options(command_name command);

/// In the order of the help. The commands of a group follow the group.
[[nodiscard]] std::vector<command_help> every_command();

/// Whether the command passes options on to Datasette.
[[nodiscard]] bool takes_datasette_options(command_name command);

/// The help of a command, or of the program if there is no command, with examples.
[[nodiscard]] std::string help_text(std::optional<command_name> command);

[[nodiscard]] std::string_view command_text(command_name command);

}  // namespace dsgw
