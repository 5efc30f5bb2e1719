#pragma once

// A unix socket that only our own user can connect to.

#include <string>

namespace dsgw {

/// Bound, listening, mode 0600, non-blocking; a file that nobody listens on any more is replaced.
/// @param whose  what an error begins with: "the secrets' socket".
/// @return the descriptor, the caller's from now on. @throws std::runtime_error.
[[nodiscard]] int bind_private_socket(const std::string& path, const std::string& whose);

}  // namespace dsgw
