#include "gateway/http/errc.hpp"

#include <array>

namespace dsgw {

namespace {

struct errc_table
{
    using enum side;
    using enum connection_fate;

    static constexpr std::array<errc_row, errc_count> rows{{
        {errc::malformed_request_line, "malformed_request_line", downstream, 400,
         "The request line is not HTTP/1.1.", linger},
        {errc::malformed_header_line, "malformed_header_line", downstream, 400,
         "A header line is malformed.", linger},
        {errc::folded_header_line, "folded_header_line", downstream, 400,
         "A header line is folded over two lines.", linger},
        {errc::missing_host, "missing_host", downstream, 400, "The Host header is missing.",
         linger},
        {errc::repeated_host, "repeated_host", downstream, 400,
         "There is more than one Host header.", linger},
        {errc::malformed_host, "malformed_host", downstream, 400, "The Host header is malformed.",
         linger},
        {errc::host_differs_from_target, "host_differs_from_target", downstream, 400,
         "The Host header differs from the request target.", linger},
        {errc::malformed_target, "malformed_target", downstream, 400,
         "The request target is malformed.", linger},
        {errc::length_and_encoding, "length_and_encoding", downstream, 400,
         "Content-Length and Transfer-Encoding contradict each other.", linger},
        {errc::malformed_content_length, "malformed_content_length", downstream, 400,
         "The Content-Length is malformed.", linger},
        {errc::unknown_transfer_encoding, "unknown_transfer_encoding", downstream, 400,
         "The only supported Transfer-Encoding is a single \"chunked\".", linger},
        {errc::repeated_authorization, "repeated_authorization", downstream, 400,
         "There is more than one Authorization header.", linger},
        {errc::malformed_chunk, "malformed_chunk", downstream, 400,
         "The chunked body is malformed.", linger},
        {errc::connect_refused, "connect_refused", downstream, 400,
         "This server does not support CONNECT.", linger},
        {errc::malformed_upgrade, "malformed_upgrade", downstream, 400,
         "The WebSocket handshake is incomplete.", linger},
        {errc::too_many_connection_options, "too_many_connection_options", downstream, 400,
         "The Connection header has too many options.", linger},
        {errc::trace_refused, "trace_refused", downstream, 405, "TRACE is not allowed.", linger},
        {errc::unknown_expectation, "unknown_expectation", downstream, 417,
         "The only supported expectation is 100-continue.", linger},
        {errc::head_too_large, "head_too_large", downstream, 431,
         "The request headers are too large.", linger},
        {errc::too_many_headers, "too_many_headers", downstream, 431,
         "There are too many request headers.", linger},
        {errc::target_too_long, "target_too_long", downstream, 414,
         "The request target is too long.", linger},
        {errc::body_too_large, "body_too_large", downstream, 413, "The request body is too large.",
         linger},
        {errc::head_timeout, "head_timeout", downstream, 408, "The request headers took too long.",
         linger},
        {errc::body_timeout, "body_timeout", downstream, 408, "The request body came too slowly.",
         linger},
        {errc::cross_origin, "cross_origin", downstream, 403,
         "CSRF check failed: the request came from another site.", keep},
        {errc::not_found, "not_found", downstream, 404, "There is no such page.", keep},
        {errc::method_not_allowed, "method_not_allowed", downstream, 405,
         "This page does not support that method.", keep},
        {errc::credentials_required, "credentials_required", downstream, 401,
         "401 Authorization Required", keep},
        {errc::kdf_queue_full, "kdf_queue_full", internal, 503,
         "Too many passwords are being checked right now. Please try again.", keep},
        {errc::too_many_tries, "too_many_tries", downstream, 429,
         "Too many wrong passwords from your network. Please wait.", keep},
        {errc::token_unverified, "token_unverified", upstream, 503,
         "Datasette could not verify this token. Please try again.", keep},
        {errc::token_on_own_page, "token_on_own_page", downstream, 403,
         "This page does not accept tokens. Please log in with a name and password.", keep},
        {errc::upstream_refused, "upstream_refused", upstream, 502,
         "Datasette does not accept connections.", keep},
        {errc::upstream_starting, "upstream_starting", upstream, 503,
         "Datasette is starting. Please try again.", keep},
        {errc::upstream_busy, "upstream_busy", upstream, 503,
         "Datasette is busy. Please try again.", keep},
        {errc::upstream_timeout, "upstream_timeout", upstream, 504,
         "Datasette took too long to respond.", keep},
        {errc::upstream_closed, "upstream_closed", upstream, 502,
         "Datasette closed the connection without a response.", keep},
        {errc::upstream_malformed, "upstream_malformed", upstream, 502,
         "Datasette sent a malformed response.", keep},
        {errc::downstream_closed, "downstream_closed", downstream, 500, "Internal Server Error",
         cut},
        {errc::internal, "internal", internal, 500, "Internal Server Error", linger},
    }};
};

/// Whether the table has one complete row for each code, in order.
consteval bool covers_every_errc()
{
    std::size_t expected = 0;
    for (const auto& row : errc_table::rows) {
        const bool is_complete = !row.name.empty() && !row.text.empty() && row.status >= 400;
        if (static_cast<std::size_t>(row.code) != ++expected || !is_complete) return false;
    }
    return true;
}
static_assert(covers_every_errc(), "each errc needs its row, in the order of the enumerators");

}  // namespace

const errc_row& row_of(errc code)
{
    return errc_table::rows.at(static_cast<std::size_t>(code) - 1);
}

std::string_view name_of(side which)
{
    switch (which) {
        case side::downstream:
            return "downstream";
        case side::upstream:
            return "upstream";
        case side::internal:
            return "internal";
    }
    return "unknown";
}

}  // namespace dsgw
