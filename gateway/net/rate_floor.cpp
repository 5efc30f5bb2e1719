#include "gateway/net/rate_floor.hpp"

#include "gateway/http/limits.hpp"

#include <algorithm>

namespace dsgw {

rate_floor::rate_floor(std::size_t bytes_per_second, milliseconds longest_wait)
    : bytes_per_second_(bytes_per_second), longest_wait_(longest_wait)
{}

rate_floor::milliseconds rate_floor::left() const
{
    const auto earned = std::chrono::seconds(
        static_cast<std::int64_t>(std::min<std::uint64_t>(bytes_ / bytes_per_second_, 1'000'000))
    );
    return limits::body_rate_window + earned - std::chrono::duration_cast<milliseconds>(waited_);
}

rate_floor::milliseconds rate_floor::allowance() const
{
    if (bytes_per_second_ == 0) return longest_wait_;
    const auto allowed = std::max(left(), milliseconds(1));
    return longest_wait_.count() == 0 ? allowed : std::min(allowed, longest_wait_);
}

bool rate_floor::is_spent() const { return bytes_per_second_ > 0 && left().count() <= 0; }

void rate_floor::waited(std::chrono::steady_clock::duration time, std::size_t bytes)
{
    waited_ += time;
    bytes_ += bytes;
}

}  // namespace dsgw
