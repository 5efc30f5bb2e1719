#include "gateway/net/fair_places.hpp"

#include "gateway/http/limits.hpp"

#include <algorithm>

namespace dsgw {

fair_places::network_ptr fair_places::find(std::string_view name)
{
    const auto known = networks_.find(name);
    if (known != networks_.end()) return known->second;
    if (networks_.size() >= forget_at_) forget_unused();
    return find_or_add(auth::levels_of(name), 0);
}

fair_places::network_ptr fair_places::find_or_add(
    const auth::network_levels& levels, std::size_t level
)
{
    const auto known = networks_.find(levels.names[level]);
    if (known != networks_.end()) return known->second;
    auto made = std::make_shared<network>();
    made->level = level;
    if (level + 1 < levels.count) made->wider = find_or_add(levels, level + 1);
    networks_.emplace(levels.names[level], made);
    return made;
}

/// Keeps records for the next request of the same client, until there are too many.
void fair_places::forget_unused()
{
    // The narrow networks first: each refers to the wider ones that contain it.
    for (std::size_t level = 0; level < auth::network_levels_max; ++level) {
        std::erase_if(networks_, [level](const auto& entry) {
            const auto& one = entry.second;
            return one->level == level && one->held == 0 && one.use_count() == 1;
        });
    }
    forget_at_ = std::max(limits::fair_records_max, 2 * networks_.size());
}

void fair_places::take(network& of)
{
    ++held_;
    for (auto* each = &of; each != nullptr; each = each->wider.get())
        ++each->held;
}

void fair_places::give_back(network& of)
{
    --held_;
    for (auto* each = &of; each != nullptr; each = each->wider.get())
        --each->held;
}

bool fair_places::is_new(const network& of)
{
    const auto* widest = &of;
    while (widest->wider != nullptr)
        widest = widest->wider.get();
    return widest->held == 0;
}

}  // namespace dsgw
