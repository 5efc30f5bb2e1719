#pragma once

// The file of a unix socket that a server has left behind.

#include <string>

namespace dsgw {

enum class socket_file
{
    free,          ///< there is none
    stale,         ///< its server is gone
    in_use,        ///< a server listens on it, or that cannot be known
    not_a_socket,  ///< there is something else
};

/// Connects for a moment, if there is a socket at this path. A path too long for one is free.
[[nodiscard]] socket_file look_at_socket(const std::string& path);

/// As look_at_socket(), and a stale socket is removed: then the path is free.
[[nodiscard]] socket_file remove_stale_socket(const std::string& path);

}  // namespace dsgw
