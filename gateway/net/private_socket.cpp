#include "gateway/net/private_socket.hpp"

#include "gateway/net/stale_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace dsgw {

namespace {

constexpr int waiting_connections = 128;

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

void make_way_for(const wanted_socket& wanted)
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
    make_way_for(wanted);

    const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0) wanted.fail(std::strerror(errno));
    // The file gets the mode of the socket when it is bound, so no other user can ever connect.
    const bool is_bound = ::fchmod(made, 0600) == 0 &&
                          ::bind(made, as_address(at), sizeof at) == 0 &&
                          ::chmod(path.c_str(), 0600) == 0;
    if (is_bound && ::listen(made, waiting_connections) == 0) return made;
    const int reason = errno;
    ::close(made);
    wanted.fail(std::strerror(reason));
}

}  // namespace dsgw
