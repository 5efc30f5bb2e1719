#include "gateway/request/shell_cache.hpp"

#include "gateway/http/limits.hpp"

#include <algorithm>

namespace dsgw {

shell_ptr shell_cache::find(const std::string& reader, steady_clock::time_point now) const
{
    const auto found = entries_.find(reader);
    if (found == entries_.end() || found->second.until <= now) return nullptr;
    return found->second.shell;
}

void shell_cache::keep(const std::string& reader, shell_ptr shell, steady_clock::time_point until)
{
    if (entries_.size() >= limits::shells_max && !entries_.contains(reader)) {
        const auto oldest = std::ranges::min_element(entries_, {}, [](const auto& each) {
            return each.second.until;
        });
        entries_.erase(oldest);
    }
    entries_[reader] = {std::move(shell), until};
}

}  // namespace dsgw
