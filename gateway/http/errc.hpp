#pragma once

// Error codes for every way in which a request can end without a response of Datasette. Each code
// has a side (who is at fault) for the access log. The texts for clients are in replies.cpp.

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <cstddef>
#include <string_view>

namespace dsgw {

enum class errc
{
    // The request is ambiguous or malformed: 400, and the connection is closed.
    malformed_request_line = 1,
    malformed_header_line,
    folded_header_line,
    missing_host,
    repeated_host,
    malformed_host,
    host_differs_from_target,
    malformed_target,
    length_and_encoding,
    malformed_content_length,
    unknown_transfer_encoding,
    repeated_authorization,
    malformed_chunk,
    connect_refused,
    malformed_upgrade,
    too_many_connection_options,

    // The request is well-formed, but not allowed.
    trace_refused,
    unknown_expectation,
    head_too_large,
    too_many_headers,
    target_too_long,
    body_too_large,
    head_timeout,
    body_timeout,
    cross_origin,
    not_found,
    method_not_allowed,

    // Authentication.
    credentials_required,
    kdf_queue_full,
    too_many_tries,
    token_unverified,
    token_on_own_page,

    // Datasette's side.
    upstream_refused,
    upstream_starting,
    upstream_busy,
    upstream_timeout,
    upstream_closed,
    upstream_malformed,

    // The client is gone.
    downstream_closed,

    internal,  // must be the last one
};

/// Codes are consecutive, from 1.
inline constexpr auto errc_count = static_cast<std::size_t>(errc::internal);

/// Whether a table has one row for each code, in order. A new code does not compile without its
/// rows.
template <class Rows>
consteval bool covers_every_errc(const Rows& rows)
{
    std::size_t expected = 0;
    for (const auto& row : rows) {
        if (static_cast<std::size_t>(row.code) != ++expected) return false;
    }
    return expected == errc_count;
}

/// The side at fault, for the access log.
enum class side
{
    downstream,
    upstream,
    internal,
};

[[nodiscard]] side side_of(errc code);

/// The enumerator's name, for the access log: "repeated_host".
[[nodiscard]] std::string_view name_of(errc code);
[[nodiscard]] std::string_view name_of(side which);

[[nodiscard]] const boost::system::error_category& gateway_category();

[[nodiscard]] inline boost::system::error_code make_error_code(errc code)
{
    return {static_cast<int>(code), gateway_category()};
}

using boost::system::error_code;
using boost::system::result;

}  // namespace dsgw

template <>
struct boost::system::is_error_code_enum<dsgw::errc> : std::true_type
{};
