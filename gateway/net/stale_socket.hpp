#pragma once

// Removes the file of a unix socket whose server is gone.

#include <string>

namespace dsgw {

enum class socket_file
{
    free,          ///< there is no file
    stale,         ///< its server is gone
    in_use,        ///< a server listens on it, or this cannot be determined
    not_a_socket,  ///< the path is not a socket
};

/// Connects for a moment if there is a socket at this path. A path that is too long for a socket
/// counts as free.
[[nodiscard]] socket_file look_at_socket(const std::string& path);

/// Like look_at_socket(), and removes a stale socket: then the path is free.
[[nodiscard]] socket_file remove_stale_socket(const std::string& path);

}  // namespace dsgw
