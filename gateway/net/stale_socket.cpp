#include "gateway/net/stale_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>

namespace dsgw {

socket_file look_at_socket(const std::string& path)
{
    struct stat found
    {};
    sockaddr_un at{};
    if (path.size() >= sizeof at.sun_path || ::lstat(path.c_str(), &found) != 0)
        return socket_file::free;
    if (!S_ISSOCK(found.st_mode)) return socket_file::not_a_socket;
    at.sun_family = AF_UNIX;
    path.copy(at.sun_path, path.size());
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int failed = ::connect(probe, reinterpret_cast<const sockaddr*>(&at), sizeof at);
    // A server with a full queue, or of another user, responds with other errors.
    const bool is_left_behind = failed != 0 && errno == ECONNREFUSED;
    ::close(probe);
    return is_left_behind ? socket_file::stale : socket_file::in_use;
}

socket_file remove_stale_socket(const std::string& path)
{
    const auto found = look_at_socket(path);
    if (found != socket_file::stale) return found;
    ::unlink(path.c_str());
    return socket_file::free;
}

}  // namespace dsgw
