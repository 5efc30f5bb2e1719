#pragma once

// What one I/O thread counts while it serves: plain tallies, on cache lines of its own, that are
// summed up when somebody asks for the metrics. Allocates nothing.

#include "auth/authenticator.hpp"
#include "auth/tally.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dsgw {

using auth::tally;

/// Bytes on the connections of clients, heads included; with TLS, what is inside of it.
struct traffic_counts
{
    tally received;
    tally sent;
};

/// Times up to each bound, and those beyond the last.
class time_counts
{
public:
    using duration = std::chrono::microseconds;

    /// Of Datasette: from what it has at hand to the time limits of its queries, and beyond.
    static constexpr std::array<duration, 13> bounds{
        duration(1'000),     duration(2'500),     duration(5'000),     duration(10'000),
        duration(25'000),    duration(50'000),    duration(100'000),   duration(250'000),
        duration(500'000),   duration(1'000'000), duration(2'500'000), duration(5'000'000),
        duration(10'000'000)};

    void add(duration time)
    {
        std::size_t i = 0;
        while (i < bounds.size() && time > bounds[i])
            ++i;
        counts_[i].add();
        microseconds_.add(static_cast<std::uint64_t>(time.count()));
    }

    /// Of those not longer than bounds[i] but longer than the one before; bounds.size(): the rest.
    [[nodiscard]] std::uint64_t count(std::size_t i) const { return counts_[i].read(); }
    [[nodiscard]] duration sum() const
    {
        return duration(static_cast<std::int64_t>(microseconds_.read()));
    }

private:
    std::array<tally, bounds.size() + 1> counts_;
    tally microseconds_;
};

/// Requests by who asked and by the status of the answer.
class request_counts
{
public:
    static constexpr unsigned status_max = 599;

    /// "nobody", and for an actor how it was proven.
    static constexpr std::array<const char*, 5> actors{
        "nobody", "basic", "session", "cookie", "token"};

    [[nodiscard]] static std::size_t actor_index(const auth::identity& who)
    {
        return who ? 1 + static_cast<std::size_t>(who->how()) : 0;
    }

    /// @param status  of the answer; 0: none was sent.
    void add(std::size_t actor, unsigned status)
    {
        counts_[actor][status <= status_max ? status : 0].add();
    }

    [[nodiscard]] std::uint64_t count(std::size_t actor, unsigned status) const
    {
        return counts_[actor][status].read();
    }

private:
    std::array<std::array<tally, status_max + 1>, actors.size()> counts_;
};

struct alignas(64) thread_counts
{
    request_counts requests;
    time_counts upstream;
    traffic_counts traffic;
    auth::cache_counts cache;
    tally connections_begun;
    tally connections_ended;
    tally connections_refused;  ///< there was no room
};

}  // namespace dsgw
