#pragma once

// libsodium wants one call before any other, else it picks slow code and unsafe random seeding.

namespace dsgw::auth {

/// Readies libsodium. Thread-safe, cheap after the first call; whoever first uses randomness or a
/// keyed hash calls it. @throws std::runtime_error if the system gives no randomness.
void start_sodium();

}  // namespace dsgw::auth
