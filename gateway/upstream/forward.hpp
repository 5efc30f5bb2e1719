#pragma once

// Steps 7 and 8, forward and stream: sends one request to Datasette and its response back. Bodies
// pass through a window of fixed size in both directions, and each side waits for the other.

#include "gateway/net/client_connection.hpp"
#include "gateway/request/decide.hpp"
#include "gateway/request/request_guard.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <memory>

namespace dsgw {

/// @param cleared   from the decision about this request.
/// @param ex        after rewrite_request().
/// @param owner     keeps `client`, `ex` and `guard` alive.
/// @param draining  becomes true when connections should end after this response.
/// @return what becomes of the client's connection; an error if no byte of a response has reached
///         the client: the caller replies to it.
[[nodiscard]] task<result<connection_fate>> forward(
    cleared cleared, upstream_pool& pool, client_connection& client, exchange& ex,
    std::shared_ptr<void> owner, const bool& draining, request_guard& guard
);

}  // namespace dsgw
