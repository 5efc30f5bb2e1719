#pragma once

// Which secrets there are: those that the configuration registers, those of Datasette's plugins,
// and whatever stands in the table. The first registration of a name wins.

#include "secrets/secret_store.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::secrets {

struct registration
{
    std::string name;
    std::string description;   ///< may hold a little HTML; whoever shows it sees to that
    std::string obtain_url;    ///< "" unless it leads to the web
    std::string obtain_label;  ///< "" if there is none
};

/// One secret as the list shows it.
struct catalogue_entry
{
    registration about;                  ///< only the name where nothing registered it
    std::optional<version_info> stored;  ///< the current version
    bool is_registered = false;
    bool is_from_environment = false;  ///< the variable counts, whatever is stored
};

/// Immutable once it is filled; then thread-safe.
class catalogue
{
public:
    /// The configuration's registrations come first, then the plugins'. EXAMPLE_SECRET, which
    /// datasette-secrets adds by itself, is passed over; links elsewhere than to the web go.
    /// @return the names that no secret may have: they are not taken.
    std::vector<std::string> add(std::vector<registration> registrations);

    /// @return null if nothing registered it.
    [[nodiscard]] const registration* find(std::string_view name) const;

    [[nodiscard]] std::span<const registration> registrations() const { return registrations_; }

    /// All secrets: registered ones in their order, then those that only the table knows, as they
    /// come.
    [[nodiscard]] std::vector<catalogue_entry> entries(std::vector<version_info> stored) const;

private:
    std::vector<registration> registrations_;
};

}  // namespace dsgw::secrets
