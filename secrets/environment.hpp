#pragma once

// Secrets that are set by environment variables. They take precedence over the store.

#include <string>
#include <string_view>

namespace dsgw::secrets {

/// "DATASETTE_SECRETS_NAME".
[[nodiscard]] std::string variable_of(std::string_view name);

/// @return "" unless the variable is set. A view into the environment, which this process never
///         changes.
[[nodiscard]] std::string_view value_in_environment(std::string_view name);

/// True if the variable is set and not empty.
[[nodiscard]] inline bool is_in_environment(std::string_view name)
{
    return !value_in_environment(name).empty();
}

}  // namespace dsgw::secrets
