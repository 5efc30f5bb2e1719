#pragma once

// A counter that one thread writes and any thread may read. Adding is a plain load and store: no
// locked instruction, and no communication with another core.

#include <atomic>
#include <cstdint>

namespace dsgw::auth {

class tally
{
public:
    tally() = default;
    tally(const tally&) = delete;
    tally& operator=(const tally&) = delete;

    /// Call it on the one thread that writes the counter.
    void add(std::uint64_t more = 1)
    {
        count_.store(count_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }

    [[nodiscard]] std::uint64_t read() const { return count_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> count_{0};
    static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
};

/// Lookups in an authenticator's caches, by kind of credential.
struct cache_counts
{
    tally password_hits;
    tally password_misses;
    tally cookie_hits;
    tally cookie_misses;
};

}  // namespace dsgw::auth
