#pragma once

// Steps 7 and 8, forward and stream: sends one request to Datasette and its response back. Bodies
// pass through a window of fixed size in both directions, and each side waits for the other.

#include "gateway/net/client_connection.hpp"
#include "gateway/request/exchange.hpp"
#include "gateway/request/request_guard.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <memory>
#include <optional>

namespace dsgw {

struct forward_result
{
    /// Set if no byte of a response has reached the client: respond with this error.
    std::optional<errc> refused;

    /// Whether the client's connection may carry another request.
    bool keep_alive = false;

    /// Whether the response was truncated. The client must notice, so close with a reset.
    bool cut_short = false;
};

/// @param x         its request has passed every check; upstream_head is filled in here.
/// @param owner     keeps `client`, `x` and `guard` alive.
/// @param draining  becomes true when connections should end after this response.
[[nodiscard]] task<forward_result> forward(
    upstream_pool& pool, client_connection& client, exchange& ex, std::shared_ptr<void> owner,
    const bool& draining, request_guard& guard
);

}  // namespace dsgw
