#pragma once

// The head of an upstream response as slices, parsed as strictly as a request's: one framing and
// one meaning, or the connection is not trusted. Pure.

#include "gateway/http/errc.hpp"
#include "gateway/http/head_fields.hpp"

#include <cstdint>
#include <string_view>

namespace dsgw {

/// All views point into the parsed bytes.
struct response_head
{
    unsigned status = 0;
    std::string_view reason;
    unsigned version = 11;
    header_fields fields;
    body_framing framing = body_framing::none;  ///< for this request's method
    std::uint64_t content_length = 0;
    bool keep_alive = true;  ///< the upstream accepts another request on this connection
    bool switches_to_websocket = false;  ///< a complete response to a complete handshake

    [[nodiscard]] bool is_interim() const { return status < 200; }
};

/// @param raw      one whole head, as found by find_head_end.
/// @param to_head  the request's method was HEAD: there is no body, whatever the fields say.
/// @param head     the result; its storage is reused.
/// @return         errc::upstream_malformed.
/// @source RFC 9112 sections 4 and 6.3.
[[nodiscard]] result<> parse_response_head(
    std::string_view raw, std::size_t headers_max, bool to_head, response_head& head
);

}  // namespace dsgw
