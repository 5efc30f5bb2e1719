#pragma once

// The file of a unix socket that a server has left behind.

#include <string>

namespace dsgw {

enum class socket_file
{
    free,          ///< there is none, or nobody listened on it and it was removed
    in_use,        ///< somebody listens on it, or that cannot be known
    not_a_socket,  ///< something else stands there
};

/// Makes way for a socket at this path, if its server is gone. A path that no socket can have is
/// free.
[[nodiscard]] socket_file remove_stale_socket(const std::string& path);

}  // namespace dsgw
