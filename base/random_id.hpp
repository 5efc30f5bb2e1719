#pragma once

// Unguessable names: of sessions, tokens, secrets. From libsodium's generator.

#include <cstddef>
#include <string>

namespace dsgw::auth {

/// 128 random bits in 22 characters of base64url: nobody guesses one and no two are equal.
[[nodiscard]] std::string make_random_id();

/// `bytes` random bytes in twice as many hex digits.
[[nodiscard]] std::string make_random_hex(std::size_t bytes);

}  // namespace dsgw::auth
