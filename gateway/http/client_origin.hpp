#pragma once

// The origin of a request: the client's address and scheme, as seen by us or, if the peer is a
// trusted proxy, as reported by that proxy. Pure.

#include "base/cidr.hpp"
#include "gateway/http/head_fields.hpp"

#include <string>
#include <string_view>

namespace dsgw {

/// The properties of the connection itself.
struct peer
{
    std::string_view address;  ///< without port; the peer of a unix socket counts as 127.0.0.1
    bool over_tls;
};

struct client_origin
{
    std::string_view address;  ///< view into the peer or the head
    std::string_view scheme;   ///< "http" or "https"
    std::string_view host;     ///< for X-Forwarded-Host: the Host, or the value of a trusted proxy
    std::string_view request_id = {};  ///< the request id of a trusted proxy, or ""
};

/// The client is the rightmost address of X-Forwarded-For that is not in `trusted`. A value that is
/// not an address ends the search.
[[nodiscard]] client_origin find_client_origin(
    const header_fields& fields, std::string_view host, const peer& from, const cidr_set& trusted
);

/// The client network for limits and fair shares: an IPv4 address itself, the /64 network of an
/// IPv6 address ("2001:0db8:0000:0001::/64"), since whole networks are assigned to clients. Wider
/// networks, /56 and /48: auth::levels_of().
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace dsgw
