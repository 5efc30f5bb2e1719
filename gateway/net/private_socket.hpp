#pragma once

// A unix socket that only our own user can connect to.

#include <string>

namespace dsgw {

/// Returns a bound, listening, non-blocking socket of mode 0600. Replaces a file without a
/// listener.
/// @param whose  the start of an error message: "the secrets' socket".
/// @return the descriptor, owned by the caller.
/// @throws std::runtime_error.
[[nodiscard]] int bind_private_socket(const std::string& path, const std::string& whose);

}  // namespace dsgw
