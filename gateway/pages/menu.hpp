#pragma once

// What the gateway adds to the menu for whoever asks.

#include "gateway/exchange.hpp"
#include "gateway/html/menu_entries.hpp"

namespace dsgw {

/// "Log in" for nobody, where there is a way to; log-out and name for an actor; "Manage secrets"
/// for those who may.
[[nodiscard]] menu_entries entries_for(const exchange& x);

}  // namespace dsgw
