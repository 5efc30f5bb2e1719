#pragma once

// A unix socket that only our own user can connect to.

#include <string>

namespace dsgw::secrets_api {

/// Bound, listening, mode 0600, non-blocking; a file that nobody listens on any more is replaced.
/// @return the descriptor, the caller's from now on. @throws std::runtime_error.
[[nodiscard]] int bind_private_socket(const std::string& path);

}  // namespace dsgw::secrets_api
