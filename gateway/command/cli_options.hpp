#pragma once

// The gateway's own options as one table: reading them and their help come from it.

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
    secrets,  ///< the group alone, for its help
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
    publish,  ///< the group alone, for its help
    publish_cloudrun,
};

/// What the options of any command are read into.
struct cli_values
{
    serve_options serve;
    check_command check;  ///< its options stay those of `serve` until the end
    hash_password_command hash;
    secrets_command secrets;
    publish_options publish;
    std::size_t config_pairs = 0;  ///< of inputs.settings, the first: they came by --config
    bool help = false;
    bool version = false;
};

struct cli_option
{
    std::string_view long_name;  ///< "--host"
    char short_name;             ///< 'h', or 0
    std::size_t values;          ///< how many values follow
    std::string_view value_name;
    std::string_view help;

    /// @param given  as many as `values`.   @return what is wrong with them, or "".
    std::string (*set)(cli_values& into, std::span<const std::string> given);
};

/// What the help says of a command.
struct command_help
{
    command_name name;
    std::string_view text;  ///< "serve", "secrets get"
    std::string_view usage;
    std::string_view summary;
    std::string_view examples;
};

/// What -c does for any command that reads the configuration. 0.65 has another --config, deprecated
/// there: NAME:VALUE is a setting then, below all those of --setting.
[[nodiscard]] std::string read_config_option(cli_values& into, std::span<const std::string> given);

/// Those of a command, --help among them.
[[nodiscard]] std::span<const cli_option> own_options(command_name command);

/// In the order of the help, those of a group behind it.
[[nodiscard]] std::vector<command_help> every_command();

/// Whether options of Datasette are handed on by it.
[[nodiscard]] bool takes_datasette_options(command_name command);

/// Help of one command, or of the program (no command), with examples.
[[nodiscard]] std::string help_text(std::optional<command_name> command);

[[nodiscard]] std::string_view command_text(command_name command);

}  // namespace dsgw
