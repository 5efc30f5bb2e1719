#pragma once

// Step 2, parse: the raw bytes of a request head become one `request_head`, or a reason why they
// have no single meaning. Beast reads the grammar; the rules of RFC 9112 that it leaves open are
// checked here. Pure: no sockets, no clock.

#include "gateway/http/errc.hpp"
#include "gateway/http/head_fields.hpp"

#include <boost/beast/http/verb.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dsgw {

struct request_head_limits
{
    std::size_t headers_max = 100;
    std::size_t target_bytes_max = 60000;
};

/// A request head with exactly one meaning. All views point into the bytes it was parsed from.
struct request_head
{
    boost::beast::http::verb verb{};
    std::string_view method;  ///< as sent
    std::string_view
        target;  ///< origin form: path and query (an absolute form is already reduced), or "*"
    std::string_view host;  ///< as sent; empty only for HTTP/1.0 without Host
    unsigned version = 11;  ///< 10 or 11
    header_fields fields;   ///< all of them, in order
    body_framing framing = body_framing::none;
    std::uint64_t content_length = 0;  ///< of a sized body
    bool keep_alive = true;
    bool expects_continue = false;
    bool upgrades_to_websocket = false;
    std::optional<std::string_view> authorization;

    /// A credential that is Datasette's own business; its letters must be as Datasette wants them.
    [[nodiscard]] bool has_bearer_token() const
    {
        return authorization && authorization->starts_with("Bearer ");
    }

    /// GET, HEAD, OPTIONS: nothing is changed by them.
    /// @source RFC 9110 section 9.2.1 (TRACE never gets this far).
    [[nodiscard]] bool is_safe() const;

    /// May be sent again when no answer came. @source RFC 9110 section 9.2.2.
    [[nodiscard]] bool is_idempotent() const;

    [[nodiscard]] bool has_body() const { return framing != body_framing::none; }

    /// The value of the first field of that name, or nothing.
    [[nodiscard]] std::optional<std::string_view> find(boost::beast::http::field id) const;
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
};

/// @param raw   one whole head: from the request line to the empty line, as find_head_end found it.
/// @param head  filled in; its storage is used again, so pass the same one for request after
/// request.
/// @return      no error, or the errc that says what is wrong. After an error only what is needed
/// to answer
///              (method, version) may be set.
/// @source RFC 9112 sections 2.2, 3.2, 5, 6; RFC 9110 sections 7.2, 7.8, 10.1.1.
[[nodiscard]] error_code parse_request_head(
    std::string_view raw, const request_head_limits& limits, request_head& head
);

/// "host", "host:port", "[v6]:port": characters of a registered name or address and a port of
/// digits.
[[nodiscard]] bool is_host(std::string_view host);

}  // namespace dsgw
