#pragma once

// How many client connections there are, in total and by network (an address, IPv6 by /64). Shared
// by all I/O threads; asked once a connection, not once a request.

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace dsgw {

class connection_counts
{
public:
    /// Counts one more. @return false, and nothing counted, if a limit (0 = none) is reached.
    [[nodiscard]] bool add(
        const std::string& network, std::size_t total_max, std::size_t per_client_max
    );
    void remove(const std::string& network);

private:
    std::mutex mutex_;
    std::size_t total_ = 0;
    std::unordered_map<std::string, std::size_t> by_network_;
};

}  // namespace dsgw
