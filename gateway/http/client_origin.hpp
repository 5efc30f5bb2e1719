#pragma once

// Where a request comes from: the client's address and scheme, as seen by us or, where the peer is
// a trusted proxy, as that proxy says. Pure.

#include "base/cidr.hpp"
#include "gateway/http/head_fields.hpp"

#include <string>
#include <string_view>

namespace dsgw {

/// The connection's own facts.
struct peer
{
    std::string_view address;  ///< without port; a unix socket's peer counts as 127.0.0.1
    bool over_tls;
};

struct client_origin
{
    std::string_view address;  ///< view into the peer or the head
    std::string_view scheme;   ///< "http" or "https"
    std::string_view host;     ///< for X-Forwarded-Host: the Host, or what a trusted proxy says
    std::string_view request_id = {};  ///< what a trusted proxy calls the request, or ""
};

/// The client is the rightmost address of X-Forwarded-For that is not in `trusted`; anything in
/// that line that is no address ends the search.
[[nodiscard]] client_origin find_client_origin(
    const header_fields& fields, std::string_view host, const peer& from, const cidr_set& trusted
);

/// Whom limits and fair shares count as one client: an IPv4 address itself, the /64 network of an
/// IPv6 address ("2001:0db8:0000:0001::/64"), since those are given out whole. The /56 and the /48
/// that it belongs to: auth::levels_of().
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace dsgw
