#pragma once

// Prepares the start of the private Datasette: its version, its copy of the configuration, its
// arguments and its environment. Starts only programs that report what is installed.

#include "gateway/command/cli.hpp"
#include "gateway/config/child/child_config.hpp"
#include "gateway/config/config.hpp"
#include "gateway/datasette/private_folder.hpp"
#include "gateway/datasette/program_output.hpp"

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dsgw {

/// The installed Datasette.
struct datasette_installation
{
    datasette_line line;
    std::string version;         ///< "1.0a41"
    bool has_datasette_secrets;  ///< whether the real plugin is installed beside it
};

/// Finds its version and, if the configuration needs it, whether datasette-secrets is installed:
/// from the Python of a command that pip wrote, else by `datasette --version` and `plugins`.
/// @param asked  the running command, which can be interrupted.
/// @throws std::runtime_error if it is not found, does not respond, or is not supported.
[[nodiscard]] task<datasette_installation> look_at_datasette(
    asio::io_context& context, const std::string& datasette, const config& configured,
    std::shared_ptr<program_output>& asked
);

/// Asks Datasette for the names of its settings: 1.0 ignores unknown ones.
/// @throws as look_at_datasette().
[[nodiscard]] task<std::vector<std::string>> list_settings(
    asio::io_context& context, const std::string& datasette, const config& configured,
    std::shared_ptr<program_output>& asked
);

/// Makes the private copy of the configuration for one start.
[[nodiscard]] child_config make_child_config_for(
    const datasette_installation& installed, const config& configured
);

/// What every Datasette of this process is started with, whatever its configuration.
struct launch_environment
{
    /// The secret of cookies, the socket of secrets: they go by environment only.
    std::vector<setting_pair> variables;
    std::optional<mode_t> umask;  ///< ours if not given
};

/// Writes the copy into the folder and builds the command.
/// @param socket  path of the unix socket to listen on, inside the folder.
[[nodiscard]] child_process::command make_launch_command(
    const serve_options& options, const config& configured, const child_config& copy,
    const private_folder& folder, const launch_environment& around, const std::string& socket
);

/// Whether two copies would start the same Datasette.
[[nodiscard]] bool is_same(const child_config& left, const child_config& right);

}  // namespace dsgw
