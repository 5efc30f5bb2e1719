#pragma once

// The configuration of secrets: plugins.datasette-gateway.secrets and the block of the plugin,
// plugins.datasette-secrets. Problems name places and keys, never a value.

#include "base/problem.hpp"
#include "gateway/config/plugin_block.hpp"
#include "gateway/config/settings.hpp"
#include "secrets/catalogue.hpp"
#include "secrets/key_ring.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dsgw {

struct secrets_config
{
    std::vector<secrets::key_setting> keys;            ///< our own, in order: the first one writes
    std::optional<secrets::key_setting> plugin_key;    ///< of datasette-secrets
    std::optional<std::string> database;               ///< of datasette-secrets, never empty
    std::vector<secrets::registration> registrations;  ///< with names that are allowed
    /// There is any configuration of secrets: then a store that cannot be opened is an error.
    bool is_configured = false;
};

struct secrets_result
{
    secrets_config value;
    problem_list problems;
    problem_list warnings;
};

/// @param own     with references resolved. @param own_where  the place of the block around it.
/// @param plugin  as gathered; references are resolved here. A variable that is not set counts as
///                no key, as in the plugin, with a warning.
/// @source datasette-secrets 0.2, get_config().
[[nodiscard]] secrets_result read_secrets(
    const secrets_settings& own, const std::string& own_where, const plugin_block& plugin
);

}  // namespace dsgw
