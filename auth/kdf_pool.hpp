#pragma once

// The only threads that compute password hashes. The queue is bounded and fair by client network,
// and equal jobs in progress share one computation. Independent of sockets: results arrive by
// callback.

#include "base/secret_bytes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace dsgw::auth {

/// Keyed digest of one credential: SipHash with 128 bits, with a separate key for each use, made
/// once per process.
using credential_digest = std::array<unsigned char, 16>;

/// One password to check, or to make a new hash of.
struct kdf_job
{
    credential_digest digest;  ///< equal digest and equal stored hash: one computation
    std::string network;       ///< of the client, for fairness: as network_of() returns it
    secret_bytes password;
    std::string stored_hash;  ///< "": there is nothing to check
    /// Rounds of pbkdf2_sha256 after a mismatch, so that all mismatches take equally long.
    std::uint64_t make_up_rounds = 0;
    /// Receives a new argon2id hash, with the outcome `match`. Such a job needs a random digest.
    std::shared_ptr<std::string> made_hash{};
    /// The account's password was right from this network before: the job precedes those of unknown
    /// networks, and takes their place when the queue is full.
    bool is_known_network = false;
};

enum class kdf_outcome
{
    match,
    mismatch,
    overloaded,  ///< no result: the queue was full, the pool is stopping, or out of memory
};

class kdf_pool
{
public:
    using callback = std::function<void(kdf_outcome)>;

    /// @param threads    at least 1.
    /// @param queue_max  jobs that may wait in addition to the running ones, 0 = no limit. When it
    ///                   is full, the client with the most waiting jobs gives up its newest for a
    ///                   client with fewer.
    kdf_pool(unsigned threads, std::size_t queue_max);

    /// Waiting jobs get `overloaded`; running ones are finished.
    ~kdf_pool();

    kdf_pool(const kdf_pool&) = delete;
    kdf_pool& operator=(const kdf_pool&) = delete;

    /// Thread-safe, does not block on a computation. `done` is called exactly once: on a pool
    /// thread, or before this returns if there is no room. It must not throw and must not call the
    /// pool.
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
