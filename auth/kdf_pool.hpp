#pragma once

// The only threads that run password hashes. The queue is bounded and fair by client network, and
// equal jobs in flight share one computation. Knows nothing of sockets: answers by callback.

#include "base/secret_bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace dsgw::auth {

/// Keyed digest of one presented credential: SipHash of 128 bits, a key for each use, made once per
/// process.
using credential_digest = std::array<unsigned char, 16>;

/// One password to check, or to make a new hash of.
struct kdf_job
{
    credential_digest digest;  ///< equal digest and equal stored hash: one computation
    std::string network;       ///< of the client, for fairness: as network_of() writes it
    secret_bytes password;
    std::string stored_hash;  ///< "": nothing is checked
    /// Rounds of pbkdf2_sha256 that follow a mismatch, so that all mismatches take equally long.
    std::uint64_t make_up_rounds = 0;
    /// Where a new argon2id hash goes, and `match` with it. Such a job wants a random digest.
    std::shared_ptr<std::string> made_hash{};
    /// The account's password was right from this network before: it comes before those of networks
    /// of which nothing is known, and takes their place when the queue is full.
    bool is_known_network = false;
};

enum class kdf_outcome
{
    match,
    mismatch,
    overloaded,  ///< no answer: the queue was full, the pool is stopping, or memory was short
};

class kdf_pool
{
public:
    using callback = std::function<void(kdf_outcome)>;

    /// Beyond `queue_max`, so many networks that nothing waits for may have one job each: the right
    /// password is delayed in a flood from many networks, not refused. At ten hashes a second the
    /// last of them takes less than two minutes.
    static constexpr std::size_t networks_max = 1024;

    /// @param threads    at least 1.
    /// @param queue_max  jobs that may wait beside the running ones, 0 = no limit. When it is full,
    ///                   the client with most waiting jobs gives up its newest for a newcomer with
    ///                   fewer.
    kdf_pool(unsigned threads, std::size_t queue_max);

    /// Waiting jobs are answered `overloaded`, running ones are finished.
    ~kdf_pool();

    kdf_pool(const kdf_pool&) = delete;
    kdf_pool& operator=(const kdf_pool&) = delete;

    /// Thread-safe, does not block on a computation. `done` is called exactly once: on a pool
    /// thread, or before this returns if there is no room. It must not throw and must not call back
    /// in.
    void submit(kdf_job job, callback done);

    /// Jobs that wait for a thread.
    [[nodiscard]] std::size_t waiting() const;

    /// Hashes computed so far.
    [[nodiscard]] std::size_t computations() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace dsgw::auth
