#pragma once

// The catalogue of secrets: those registered by the configuration, those of Datasette's plugins,
// and those in the table. The first registration of a name counts. Environment variables take
// precedence over the store.

#include "secrets/secret_types.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

struct registration
{
    std::string name;
    std::string description;   ///< may contain a little HTML; the caller must filter it
    std::string obtain_url;    ///< "" unless it is a web address
    std::string obtain_label;  ///< "" if there is none
};

/// One secret in the list.
struct catalogue_entry
{
    registration about;                  ///< only the name, if nothing registered it
    std::optional<version_info> stored;  ///< the current version
    bool is_registered = false;
    bool is_from_environment = false;  ///< the variable is set, and overrides the stored value
};

/// Thread-safe once it is filled, since it is not changed after that.
class catalogue
{
public:
    /// Add the registrations of the configuration first, then those of plugins. Ignores
    /// EXAMPLE_SECRET, which datasette-secrets always adds, and removes links that are not web
    /// addresses.
    /// @return the names that are not allowed, which were not added.
    std::vector<std::string> add(std::vector<registration> registrations);

    /// @return null if nothing registered it.
    [[nodiscard]] const registration* find(std::string_view name) const;

    [[nodiscard]] std::span<const registration> registrations() const { return registrations_; }

    /// All secrets: the registered ones in their order, then those only in the table, in the given
    /// order.
    [[nodiscard]] std::vector<catalogue_entry> entries(std::vector<version_info> stored) const;

private:
    std::vector<registration> registrations_;
};

}  // namespace dsgw::secrets
