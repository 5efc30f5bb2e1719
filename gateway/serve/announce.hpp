#pragma once

// Prints the lines on standard error that announce a started gateway.

#include "gateway/config/config.hpp"
#include "gateway/net/listen_sockets.hpp"
#include "gateway/request/root_link.hpp"

namespace dsgw {

/// Prints the line "listening on …", before it the link of --root, and a warning if passwords would
/// cross a network unencrypted.
/// @param root  null without --root.
void announce(
    const listen_sockets& sockets, const config& serving, const root_link* root, bool over_tls
);

}  // namespace dsgw
