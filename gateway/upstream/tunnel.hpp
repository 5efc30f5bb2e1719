#pragma once

// After 101 Switching Protocols: bytes both ways, unread by us, until either side ends.

#include "gateway/net/downstream.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <chrono>
#include <cstdint>
#include <memory>

namespace dsgw {

/// @param owner  keeps `client` alive.
/// @param idle   when nothing has moved in either direction for this long, it ends; 0 = never.
/// @return       bytes that went to the client. Neither connection is of use afterwards.
[[nodiscard]] task<std::uint64_t> tunnel(
    downstream& client, upstream_lease up, std::shared_ptr<void> owner,
    std::chrono::milliseconds idle
);

}  // namespace dsgw
