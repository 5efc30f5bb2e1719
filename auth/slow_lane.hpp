#pragma once

// The order of attempts on one account that is under attack: one proceeds each second. Pure and not
// thread-safe: a waiting network asks again after the time that ask() returns.

#include "auth/limits.hpp"

#include <chrono>
#include <cstdint>
#include <set>
#include <utility>

namespace dsgw::auth {

class slow_lane
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    /// The number of wrong attempts of its network on the account, and a unique number.
    using place = std::pair<unsigned, std::uint64_t>;

    [[nodiscard]] place enter(unsigned wrong_tries);
    void leave(const place& whose) { waiting_.erase(whose); }
    [[nodiscard]] bool empty() const { return waiting_.empty(); }

    /// Networks with the fewest wrong attempts come first. Among equal ones the newest and the
    /// oldest take turns, so that neither an earlier burst nor a continuous stream makes one wait
    /// for ever.
    /// @return 0: its turn has come, and it has left the lane; else the time until it asks again.
    [[nodiscard]] std::chrono::milliseconds ask(const place& whose, time_point now);

private:
    [[nodiscard]] place next() const;

    std::set<place> waiting_;
    time_point turn_at_{};
    std::uint64_t entered_ = 0;
    bool newest_first_ = true;
};

}  // namespace dsgw::auth
