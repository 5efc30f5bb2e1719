#include "gateway/connection_counts.hpp"

namespace dsgw {

bool connection_counts::add(
    const std::string& network, std::size_t total_max, std::size_t per_client_max
)
{
    const std::lock_guard lock(mutex_);
    if (total_max > 0 && total_ >= total_max) return false;
    auto& count = by_network_[network];
    if (per_client_max > 0 && count >= per_client_max) return false;
    ++count;
    ++total_;
    return true;
}

void connection_counts::remove(const std::string& network)
{
    const std::lock_guard lock(mutex_);
    --total_;
    const auto found = by_network_.find(network);
    if (--found->second == 0) by_network_.erase(found);
}

}  // namespace dsgw
