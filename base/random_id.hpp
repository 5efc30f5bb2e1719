#pragma once

// Unguessable names of sessions, tokens and secrets, from libsodium's generator.

#include <cstddef>
#include <string>

namespace dsgw {

/// 128 random bits in 22 characters of base64url: unguessable and unique.
[[nodiscard]] std::string make_random_id();

/// `bytes` random bytes as twice as many hex digits.
[[nodiscard]] std::string make_random_hex(std::size_t bytes);

}  // namespace dsgw
