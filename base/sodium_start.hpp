#pragma once

// libsodium needs one call before any other; without it, it uses slow code and unsafe random
// seeding.

namespace dsgw {

/// Initialises libsodium. Thread-safe, cheap after the first call. Call it before the first use of
/// randomness or a keyed hash.
/// @throws std::runtime_error if the system has no randomness.
void start_sodium();

}  // namespace dsgw
