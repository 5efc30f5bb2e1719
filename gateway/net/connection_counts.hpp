#pragma once

// Counts client connections, in total and by network: IPv4 addresses, and IPv6 networks at /64, /56
// and /48 with growing allowances. Shared by all I/O threads; used once per connection, not per
// request.

#include "gateway/net/fair_places.hpp"

#include <cstddef>
#include <mutex>
#include <string>

namespace dsgw {

class connection_counts
{
public:
    /// Counts one more connection. A /56 may have twice as many as one client, a /48 four times as
    /// many. Within the last eighth of all places, a network may not hold more than are free.
    /// @param per_client_max  0: the client is a proxy for many and has no limit of its own.
    /// @return false, without counting, if a limit (0 = none) is reached.
    [[nodiscard]] bool add(
        const std::string& network, std::size_t total_max, std::size_t per_client_max
    );
    void remove(const std::string& network);

private:
    std::mutex mutex_;
    fair_places places_;
};

}  // namespace dsgw
