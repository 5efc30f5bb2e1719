#pragma once

// Randomness from libsodium: its start, and unguessable names of sessions, tokens and secrets.

#include <cstddef>
#include <string>

namespace dsgw {

/// Initialises libsodium. Thread-safe, cheap after the first call. Call it before the first use of
/// randomness or a keyed hash: without it, libsodium uses slow code and seeds unsafely.
/// @throws std::runtime_error if the system has no randomness.
void start_sodium();

/// 128 random bits in 22 characters of base64url: unguessable and unique.
[[nodiscard]] std::string make_random_id();

/// `bytes` random bytes as twice as many hex digits.
[[nodiscard]] std::string make_random_hex(std::size_t bytes);

}  // namespace dsgw
