#pragma once

// From the store to what the pages at /-/secrets show. Blocking: on the thread of the store.

#include "gateway/html/secrets_pages.hpp"
#include "gateway/request/actor_names.hpp"
#include "secrets/catalogue.hpp"
#include "secrets/secret_store.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace dsgw {

/// What the pages know besides the store: of one configuration snapshot, immutable.
struct secrets_site
{
    std::shared_ptr<const secrets::catalogue> known;
    std::shared_ptr<const actor_names> names;
    std::string base_url = "/";  ///< "/" or "/sub/"
};

/// Entries of the audit table that a secret's page shows at most.
inline constexpr std::size_t events_shown_max = 50;

/// @param query  what name, description or note must contain, in any case; "" for all.
[[nodiscard]] secrets::result<secrets_page> view_secrets(
    secrets::secret_store& store, const secrets_site& site, std::string_view query
);

/// Without a form's message or CSRF token.
/// @return errc::no_such_secret unless it is registered or in the table.
[[nodiscard]] secrets::result<secret_page> view_secret(
    secrets::secret_store& store, const secrets_site& site, const std::string& name
);

/// @return errc::no_such_secret unless it is in the table.
[[nodiscard]] secrets::result<delete_secret_page> view_deletion(
    secrets::secret_store& store, const secrets_site& site, const std::string& name
);

/// The names that have a page, for whoever asked for another.
[[nodiscard]] secrets::result<std::vector<crumb>> view_choices(
    secrets::secret_store& store, const secrets_site& site
);

/// A name with a page of its own: an allowed one that a path can carry.
[[nodiscard]] bool has_page(std::string_view name);

}  // namespace dsgw
