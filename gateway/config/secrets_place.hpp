#pragma once

// From the configuration and the command line to what the store of secrets is opened with.

#include "base/problem.hpp"
#include "gateway/config/config.hpp"
#include "secrets/open_store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dsgw {

/// The databases on the command line, apart from FILES.
struct database_options
{
    std::vector<std::string> immutable_files;  ///< -i
    std::optional<std::string> internal;       ///< --internal
    bool create = false;                       ///< --create
};

/// Reads $XDG_STATE_HOME and $HOME; touches no file.
[[nodiscard]] secrets::open_settings secrets_settings_of(
    const config& configured, const database_options& given
);

/// Plugins of a Datasette at --upstream get the secrets by our Python package, which asks a socket
/// that both know, or by datasette-secrets on the same database and key.
/// @return a warning if the configuration allows neither.
[[nodiscard]] std::optional<problem> find_unreachable_secrets(
    const config& configured, bool has_socket
);

}  // namespace dsgw
