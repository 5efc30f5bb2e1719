#pragma once

// Makes the data of the pages at /-/secrets from the store. Blocking: runs on the thread of the
// store.

#include "gateway/pages/secrets/secrets_html.hpp"
#include "gateway/request/display_names.hpp"
#include "secrets/catalogue.hpp"
#include "secrets/secret_store.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace dsgw {

/// The data of the pages besides the store: from one configuration snapshot, immutable.
struct secrets_site
{
    std::shared_ptr<const secrets::catalogue> known;
    std::shared_ptr<const dsgw::display_names> display_names;
    std::string base_url = "/";  ///< "/" or "/sub/"
};

/// @param query  text to find in name, description or note, in any case; "" for all.
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

/// The names that have a page, for the reply to an unknown one.
[[nodiscard]] secrets::result<std::vector<crumb>> view_choices(
    secrets::secret_store& store, const secrets_site& site
);

/// Whether a name has its own page: it must be allowed, and fit into a path.
[[nodiscard]] bool has_page(std::string_view name);

}  // namespace dsgw
