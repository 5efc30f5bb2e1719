#pragma once

// A count that one thread writes and any thread may read. Adding is a plain load and store: no
// locked instruction, nothing that another core has to be asked for.

#include <atomic>
#include <cstdint>

namespace dsgw::auth {

class tally
{
public:
    tally() = default;
    tally(const tally&) = delete;
    tally& operator=(const tally&) = delete;

    /// On the one thread that writes it.
    void add(std::uint64_t more = 1)
    {
        count_.store(count_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }

    [[nodiscard]] std::uint64_t read() const { return count_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> count_{0};
    static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
};

/// How often an authenticator knew what it was shown, by kind of credential.
struct cache_counts
{
    tally password_hits;
    tally password_misses;
    tally cookie_hits;
    tally cookie_misses;
};

}  // namespace dsgw::auth
