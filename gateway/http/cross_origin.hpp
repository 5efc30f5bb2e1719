#pragma once

// Datasette 1.0's check against cross-site request forgery, which the gateway makes for both lines
// before it forwards an unsafe request. It uses the headers in which browsers state the origin of a
// request. Pure.

#include "gateway/http/strict_head.hpp"

#include <string_view>

namespace dsgw {

/// @param scheme  "http" or "https", as the client sees it; the host is the request's own.
/// @return        true if the request may change something: a safe method that opens no WebSocket,
///                Sec-Fetch-Site same-origin or none, no Origin, an Origin that equals scheme, host
///                and port, or a Bearer token without a cookie.
/// @source datasette 1.0a41 csrf.py.
[[nodiscard]] bool passes_cross_origin_check(const request_head& head, std::string_view scheme);

/// @param origin  "scheme://host[:port]", as in an Origin header.
/// @return true if scheme, host and port equal those of this request, with default ports.
[[nodiscard]] bool is_same_origin(
    std::string_view origin, std::string_view scheme, std::string_view host
);

}  // namespace dsgw
