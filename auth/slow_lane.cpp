#include "auth/slow_lane.hpp"

#include "auth/limits.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace dsgw::auth {

slow_lane::place slow_lane::enter(unsigned wrong_tries)
{
    return *waiting_.emplace(wrong_tries, ++entered_).first;
}

slow_lane::place slow_lane::next() const
{
    if (!newest_first_) return *waiting_.begin();
    const auto fewest = waiting_.begin()->first;
    const place behind(fewest, std::numeric_limits<std::uint64_t>::max());
    return *std::prev(waiting_.upper_bound(behind));
}

std::chrono::milliseconds slow_lane::ask(const place& whose, time_point now)
{
    using std::chrono::milliseconds;
    if (now < turn_at_) {
        const auto left = std::chrono::ceil<milliseconds>(turn_at_ - now);
        return std::min(left, limits::slow_lane_pause);
    }
    if (next() != whose) return limits::slow_lane_retry;
    waiting_.erase(whose);
    turn_at_ = now + limits::slow_lane_pause;
    newest_first_ = !newest_first_;
    return milliseconds(0);
}

}  // namespace dsgw::auth
