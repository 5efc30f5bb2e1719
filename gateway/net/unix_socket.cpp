#include "gateway/net/unix_socket.hpp"

#include "gateway/http/limits.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

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

namespace {

struct wanted_socket
{
    const std::string& path;
    const std::string& whose;

    [[noreturn]] void fail(const std::string& why) const
    {
        throw std::runtime_error(whose + ' ' + path + ": " + why);
    }
};

const sockaddr* as_address(const sockaddr_un& at) { return reinterpret_cast<const sockaddr*>(&at); }

void remove_stale(const wanted_socket& wanted)
{
    switch (remove_stale_socket(wanted.path)) {
        case socket_file::free:
        case socket_file::stale:  // removed by now
            return;
        case socket_file::in_use:
            wanted.fail("another gateway is listening on it: stop that one, or choose another path"
            );
        case socket_file::not_a_socket:
            wanted.fail("a file that is not a socket has this path");
    }
}

}  // namespace

int bind_private_socket(const std::string& path, const std::string& whose)
{
    const wanted_socket wanted{path, whose};
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    if (path.size() >= sizeof at.sun_path) wanted.fail("the path is too long for a socket");
    path.copy(at.sun_path, path.size());
    remove_stale(wanted);

    const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0) wanted.fail(std::strerror(errno));
    // The file gets the mode of the socket when it is bound, so no other user can ever connect.
    const bool is_bound = ::fchmod(made, 0600) == 0 &&
                          ::bind(made, as_address(at), sizeof at) == 0 &&
                          ::chmod(path.c_str(), 0600) == 0;
    if (is_bound && ::listen(made, limits::local_backlog_max) == 0) return made;
    const int reason = errno;
    ::close(made);
    wanted.fail(std::strerror(reason));
}

bound_socket_file::bound_socket_file(std::string path) : path_(std::move(path)), made_(look()) {}

bound_socket_file::~bound_socket_file()
{
    if (made_ && look() == made_) ::unlink(path_.c_str());
}

std::optional<bound_socket_file::identity> bound_socket_file::look() const
{
    struct statx found
    {};
    constexpr unsigned wanted = STATX_INO | STATX_BTIME;
    if (::statx(AT_FDCWD, path_.c_str(), AT_SYMLINK_NOFOLLOW, wanted, &found) != 0) return {};
    return identity{
        gnu_dev_makedev(found.stx_dev_major, found.stx_dev_minor), found.stx_ino,
        found.stx_btime.tv_sec, found.stx_btime.tv_nsec};
}

}  // namespace dsgw
