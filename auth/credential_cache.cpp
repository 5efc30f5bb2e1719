#include "auth/credential_cache.hpp"

#include <iterator>
#include <utility>

namespace dsgw::auth {

const credential_cache::entry* credential_cache::find(
    const credential_digest& digest, time_point now
) const
{
    const auto found = slots_.find(digest);
    if (found == slots_.end() || found->second.age->expires <= now) return nullptr;
    return &found->second.known;
}

void credential_cache::remember(
    const credential_digest& digest, entry known, time_point now, std::chrono::seconds lifetime
)
{
    if (entries_max_ == 0 || lifetime <= std::chrono::seconds(0)) return;
    forget(digest);
    drop_expired(right_, now);
    drop_expired(wrong_, now);
    if (slots_.size() >= entries_max_) drop_oldest();

    ages& order = known.who ? right_ : wrong_;
    order.push_back(aged{digest, now, now + lifetime});
    slots_.emplace(digest, slot{std::move(known), &order, std::prev(order.end())});
}

void credential_cache::clear()
{
    slots_.clear();
    right_.clear();
    wrong_.clear();
}

void credential_cache::forget(const credential_digest& digest)
{
    const auto found = slots_.find(digest);
    if (found == slots_.end()) return;
    found->second.order->erase(found->second.age);
    slots_.erase(found);
}

void credential_cache::drop_expired(ages& order, time_point now)
{
    while (!order.empty() && order.front().expires <= now) {
        slots_.erase(order.front().digest);
        order.pop_front();
    }
}

void credential_cache::drop_oldest()
{
    ages& order =
        wrong_.empty() || (!right_.empty() && right_.front().remembered < wrong_.front().remembered)
            ? right_
            : wrong_;
    slots_.erase(order.front().digest);
    order.pop_front();
}

}  // namespace dsgw::auth
