#pragma once

// The credentials that one I/O thread remembers, by keyed digest: never the credentials themselves.
// Bounded, with expiry; the oldest are removed first. Not thread-safe.

#include "auth/authenticator.hpp"
#include "auth/kdf_pool.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <list>
#include <string_view>
#include <unordered_map>

namespace dsgw::auth {

/// One for each kind of credential, so that a cookie's text never matches a password.
using credential_key = std::array<unsigned char, 16>;

[[nodiscard]] credential_key derive_credential_key(
    const std::array<unsigned char, 32>& from, std::string_view purpose
);

/// SipHash-2-4 with 128 bits. Without the key, no input with a given digest can be found; it takes
/// a tenth of the time of BLAKE2b.
[[nodiscard]] credential_digest make_digest(const credential_key& key, std::string_view text);

class credential_cache
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    struct entry
    {
        identity who;                               ///< null: these credentials were wrong
        unix_time usable_until = unix_time::max();  ///< a cookie's own expiry
    };

    /// @param entries_max  0: remembers nothing.
    explicit credential_cache(std::size_t entries_max) : entries_max_(entries_max) {}
    credential_cache(const credential_cache&) = delete;
    credential_cache& operator=(const credential_cache&) = delete;

    /// @return null for unknown and expired credentials. Valid until the next remember(). Allocates
    ///         nothing.
    [[nodiscard]] const entry* find(const credential_digest& digest, time_point now) const;

    /// Replaces the entry of the digest. A `lifetime` of 0 stores nothing.
    void remember(
        const credential_digest& digest, entry known, time_point now, std::chrono::seconds lifetime
    );

    void clear();

    [[nodiscard]] std::size_t size() const { return slots_.size(); }

private:
    struct aged
    {
        credential_digest digest;
        time_point remembered;
        time_point expires;
    };
    using ages = std::list<aged>;
    struct slot
    {
        entry known;
        ages* order;
        ages::iterator age;
    };
    // The digest is keyed and random already, so its first bytes are a good hash.
    struct first_bytes
    {
        std::size_t operator()(const credential_digest& digest) const
        {
            std::size_t hash = 0;
            std::memcpy(&hash, digest.data(), sizeof(hash));
            return hash;
        }
    };

    void forget(const credential_digest& digest);
    void drop_expired(ages& order, time_point now);
    void drop_oldest();

    std::size_t entries_max_;
    std::unordered_map<credential_digest, slot, first_bytes> slots_;
    // Two lists, since right and wrong credentials have different lifetimes: the front of each is
    // both its oldest entry and the first to expire.
    ages right_;
    ages wrong_;
};

}  // namespace dsgw::auth
