#pragma once

// The counters of one I/O thread: plain tallies on their own cache lines, which are summed up when
// the metrics are read. Allocates nothing.

#include "auth/authenticator.hpp"
#include "auth/tally.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dsgw {

using auth::tally;

/// Bytes on client connections, including heads; with TLS, the decrypted bytes.
struct traffic_counts
{
    tally received;
    tally sent;
};

/// Histogram: durations up to each bound, and longer ones.
class time_counts
{
public:
    using duration = std::chrono::microseconds;

    /// Bounds for Datasette's responses: from cached data to the time limits of its queries, and
    /// beyond.
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

    /// The number of durations up to bounds[i] but above the previous bound; bounds.size(): the
    /// rest.
    [[nodiscard]] std::uint64_t count(std::size_t i) const { return counts_[i].read(); }
    [[nodiscard]] duration sum() const
    {
        return duration(static_cast<std::int64_t>(microseconds_.read()));
    }

private:
    std::array<tally, bounds.size() + 1> counts_;
    tally microseconds_;
};

/// Requests by kind of actor and status.
class request_counts
{
public:
    static constexpr unsigned status_max = 599;

    /// The label of anonymous requests, or how the actor was proven.
    static constexpr std::array<const char*, 5> actors{
        "anonymous", "basic", "session", "cookie", "token"};

    [[nodiscard]] static std::size_t actor_index(const auth::identity& who)
    {
        return who ? 1 + static_cast<std::size_t>(who->how()) : 0;
    }

    /// @param status  of the response; 0: none was sent.
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
    tally connections_refused;  ///< rejected because of a limit
};

}  // namespace dsgw
