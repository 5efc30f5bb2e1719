#pragma once

// After 101 Switching Protocols: forwards bytes in both directions, uninterpreted, until either
// side ends.

#include "gateway/net/client_connection.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace dsgw {

/// @param owner      keeps `client` and what `is_granted` refers to alive.
/// @param idle       ends the tunnel when no bytes have moved in either direction for this time;
///                   0 = never.
/// @param is_granted  asked before each piece, in both directions: false ends the tunnel.
/// @return bytes sent to the client. Neither connection can be used afterwards.
[[nodiscard]] task<std::uint64_t> tunnel(
    client_connection& client, upstream_lease up, std::shared_ptr<void> owner,
    std::chrono::milliseconds idle, std::function<bool()> is_granted
);

}  // namespace dsgw
