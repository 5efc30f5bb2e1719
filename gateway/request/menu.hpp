#pragma once

// The gateway's menu entries for a client.

#include "gateway/html/menu_entries.hpp"
#include "gateway/request/exchange.hpp"

namespace dsgw {

/// Whether the client may get entries and requests a page: then Datasette must not compress its
/// response. Reads the views of the head.
[[nodiscard]] bool may_get_menu(const exchange& ex);

/// "Log in" for an anonymous visitor, if there is a way to; logout and name for an actor; "Manage
/// secrets" for actors with the permission.
[[nodiscard]] menu_entries entries_for(const exchange& ex);

}  // namespace dsgw
