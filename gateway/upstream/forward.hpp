#pragma once

// Steps 7 and 8, forward and stream: one request to Datasette and its response back, with bodies
// through a fixed window in both directions and each side waiting for the other.

#include "gateway/net/downstream.hpp"
#include "gateway/request/exchange.hpp"
#include "gateway/request/request_guard.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <memory>
#include <optional>

namespace dsgw {

struct forward_result
{
    /// Nothing of a response has reached the client: answer with this error.
    std::optional<errc> refused;

    /// The client's connection may carry another request.
    bool keep_alive = false;

    /// A response was cut short: the client must notice, so close without ceremony.
    bool cut_short = false;
};

/// @param x         its request has passed every check; upstream_head is filled in here.
/// @param owner     keeps `client`, `x` and `guard` alive.
/// @param draining  becomes true when connections should end after this response.
[[nodiscard]] task<forward_result> forward(
    upstream_pool& pool, downstream& client, exchange& x, std::shared_ptr<void> owner,
    const bool& draining, request_guard& guard
);

}  // namespace dsgw
