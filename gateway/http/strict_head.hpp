#pragma once

// Step 2, parse: turns the raw bytes of a request head into one `request_head`, or an error if they
// are ambiguous or malformed. Beast reads the grammar; the rules of RFC 9112 that it does not
// enforce are checked here. Pure: no sockets, no clock.

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

/// A request head with exactly one meaning. All views point into the parsed bytes.
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

    /// Credentials for Datasette itself; the scheme must be in the case that Datasette accepts.
    [[nodiscard]] bool has_bearer_token() const
    {
        return authorization && authorization->starts_with("Bearer ");
    }

    /// GET, HEAD, OPTIONS: methods that change nothing.
    /// @source RFC 9110 section 9.2.1 (TRACE is refused earlier).
    [[nodiscard]] bool is_safe() const;

    /// Whether the request may be repeated if there was no response.
    /// @source RFC 9110 section 9.2.2.
    [[nodiscard]] bool is_idempotent() const;

    [[nodiscard]] bool has_body() const { return framing != body_framing::none; }

    /// The value of the first field of that name, or nothing.
    [[nodiscard]] std::optional<std::string_view> find(boost::beast::http::field id) const;
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
};

/// @param raw   one whole head: from the request line to the empty line, as found by find_head_end.
/// @param head  the result; its storage is reused, so pass the same object for every request.
/// @return      the reason why it is refused. After an error only what the reply needs (method,
///              version) may be set.
/// @source RFC 9112 sections 2.2, 3.2, 5, 6; RFC 9110 sections 7.2, 7.8, 10.1.1.
[[nodiscard]] result<> parse_request_head(
    std::string_view raw, const request_head_limits& limits, request_head& head
);

/// "host", "host:port", "[v6]:port": a registered name or an address, and a port of digits.
[[nodiscard]] bool is_host(std::string_view host);

}  // namespace dsgw
