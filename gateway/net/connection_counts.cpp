#include "gateway/net/connection_counts.hpp"

namespace dsgw {

namespace {

bool is_within(const fair_places::network& client, std::size_t left, std::size_t per_client_max)
{
    for (const auto* each = &client; each != nullptr; each = each->wider.get()) {
        const auto allowance = std::size_t(1) << each->level;
        if (each->held >= per_client_max * allowance) return false;
        if (each->held > 0 && each->held >= left * allowance) return false;
    }
    return true;
}

}  // namespace

bool connection_counts::add(
    const std::string& network, std::size_t total_max, std::size_t per_client_max
)
{
    const std::lock_guard lock(mutex_);
    const auto held = places_.held();
    if (total_max > 0 && held >= total_max) return false;
    const auto client = places_.find(network);
    const bool is_scarce = total_max > 0 && total_max - held <= total_max / 8;
    const auto left = is_scarce ? total_max - held : per_client_max;
    if (per_client_max > 0 && !is_within(*client, left, per_client_max)) return false;
    places_.take(*client);
    return true;
}

void connection_counts::remove(const std::string& network)
{
    const std::lock_guard lock(mutex_);
    const auto client = places_.find(network);
    places_.give_back(*client);
}

}  // namespace dsgw
