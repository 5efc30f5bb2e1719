#pragma once

// What the gateway says on standard error when it begins to serve.

#include "gateway/config/config.hpp"
#include "gateway/net/listen_sockets.hpp"
#include "gateway/request/root_link.hpp"

namespace dsgw {

/// The line "listening on …", the link of --root before it, and a warning where passwords would
/// cross a network readable.
/// @param root  null without --root.
void announce(
    const listen_sockets& sockets, const config& serving, const root_link* root, bool over_tls
);

}  // namespace dsgw
