#pragma once

// From the configuration and the command line to what the store of secrets is opened with.

#include "gateway/config/config.hpp"
#include "secrets/open_store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dsgw {

/// What the command line says about databases, beside FILES.
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

}  // namespace dsgw
