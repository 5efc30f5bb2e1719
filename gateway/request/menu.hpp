#pragma once

// What the gateway adds to the menu for whoever asks.

#include "gateway/html/menu_entries.hpp"
#include "gateway/request/exchange.hpp"

namespace dsgw {

/// The client may get entries, and asks for a page: what Datasette sends must not be compressed
/// then. Reads the views of the head.
[[nodiscard]] bool may_get_menu(const exchange& x);

/// "Log in" for nobody, where there is a way to; log-out and name for an actor; "Manage secrets"
/// for those who may.
[[nodiscard]] menu_entries entries_for(const exchange& x);

}  // namespace dsgw
