#pragma once

// Error codes for every way in which a request can end without a response of Datasette. One table
// has for each code its name in the access log, the reply to the client, and the fate of the
// connection. Functions on the path of a request report an error as result<T>.

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

/// A value, or the reason why there is none.
template <class T = void>
using result = boost::system::result<T, errc>;

/// The side at fault, for the access log.
enum class side
{
    downstream,
    upstream,
    internal,
};

/// The state of a connection after a response.
enum class connection_fate
{
    keep,    ///< it carries the next request
    close,   ///< the response is complete
    linger,  ///< close it; the client may still be sending, and must receive the response
    cut,     ///< close it with a reset: the response is not complete
};

/// All that depends on the code alone.
struct errc_row
{
    errc code;
    std::string_view name;  ///< the enumerator's name, for the access log: "repeated_host"
    side at_fault;
    unsigned status;        ///< of the reply to the client
    std::string_view text;  ///< for the client; never says which part of a credential was wrong
    connection_fate connection;  ///< after that reply
};

[[nodiscard]] const errc_row& row_of(errc code);

[[nodiscard]] inline side side_of(errc code) { return row_of(code).at_fault; }
[[nodiscard]] inline std::string_view name_of(errc code) { return row_of(code).name; }
[[nodiscard]] inline unsigned status_of(errc code) { return row_of(code).status; }

/// True if the connection cannot carry another request.
[[nodiscard]] inline bool closes_connection(errc code)
{
    return row_of(code).connection != connection_fate::keep;
}

/// For the access log: "downstream".
[[nodiscard]] std::string_view name_of(side which);

}  // namespace dsgw
