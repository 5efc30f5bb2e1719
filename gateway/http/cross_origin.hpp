#pragma once

// Datasette 1.0's check against cross-site request forgery, made by the gateway for both lines
// before an unsafe request is forwarded: a browser's own word on where a request comes from. Pure.

#include "gateway/http/strict_head.hpp"

#include <string_view>

namespace dsgw {

/// @param scheme  "http" or "https", as the client saw it; the host is the request's own.
/// @return        true if the request may change something: a safe method that opens no WebSocket,
/// Sec-Fetch-Site
///                same-origin or none, no Origin, an Origin that equals scheme, host and port, or a
///                Bearer token with no cookie.
/// @source datasette 1.0a41 csrf.py.
[[nodiscard]] bool passes_cross_origin_check(const request_head& head, std::string_view scheme);

/// @param origin  "scheme://host[:port]", as in an Origin header.
/// @return true if scheme, host and port are those of this request, default ports filled in.
[[nodiscard]] bool is_same_origin(
    std::string_view origin, std::string_view scheme, std::string_view host
);

}  // namespace dsgw
