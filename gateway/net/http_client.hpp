#pragma once

// The gateway's own requests: small GETs to Datasette, or to the gateway itself, each on its own
// connection and limited in time and size. Clients' requests are forwarded by gateway/upstream.

#include "gateway/http/byte_buffer.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/net/deadline.hpp"
#include "gateway/net/wire.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

/// A connection to an HTTP server: the socket, the bytes read from it, and its time limits.
class http_connection
{
public:
    http_connection(asio::io_context& context, buffer_pool& buffers, deadline_clock& clock);

    /// Reads the available bytes into `in`; would_block if there are none.
    [[nodiscard]] error_code read_now();

    /// Waits until the unix socket accepts the connection.
    /// @return asio::error::name_too_long, or the system's error.
    [[nodiscard]] task<error_code> connect_unix(const std::string& path);

    wire_socket socket;
    byte_buffer in;
    deadline read_limit;
    deadline write_limit;
};

enum class body_wanted
{
    never,  ///< the status is enough
    of_status_200,
    always,
};

struct fetch_request
{
    std::string target;
    std::string host = {};           ///< "": localhost
    std::string_view scheme = {};    ///< "http" or "https", as the client sees it; "": not stated
    std::string_view accept = {};    ///< a media type; "": not stated
    std::string cookie = {};         ///< "ds_actor=…", or "" for an anonymous request
    std::string authorization = {};  ///< or ""; wiped afterwards
    body_wanted body = body_wanted::always;
    /// Receives the body in pieces; returns false to stop. If empty, the response contains it, up
    /// to limits::fetched_body_bytes_max.
    std::function<bool(std::string_view)> on_body = {};
    /// Limit for the connection, and again for the response; 0 = no limit.
    std::chrono::milliseconds time = limits::fetch_time;
};

struct fetch_response
{
    unsigned status = 0;
    std::string body;
};

/// Sends the request on an open connection, which cannot be used again.
/// @return nothing if the response is malformed, incomplete, too large or late.
[[nodiscard]] task<std::optional<fetch_response>> fetch(http_connection& to, fetch_request wanted);

/// The same on a new connection to a unix socket.
/// @return nothing also without a connection.
[[nodiscard]] task<std::optional<fetch_response>> fetch_from_socket(
    asio::io_context& context, std::string path, fetch_request wanted
);

}  // namespace dsgw
