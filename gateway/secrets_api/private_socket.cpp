#include "gateway/secrets_api/private_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace dsgw::secrets_api {

namespace {

constexpr int waiting_connections = 128;

[[noreturn]] void fail_at(const std::string& path, const std::string& why)
{
    throw std::runtime_error("the secrets' socket " + path + ": " + why);
}

const sockaddr* as_address(const sockaddr_un& at) { return reinterpret_cast<const sockaddr*>(&at); }

void remove_left_behind(const std::string& path, const sockaddr_un& at)
{
    struct stat found
    {};
    if (::lstat(path.c_str(), &found) != 0) return;
    if (!S_ISSOCK(found.st_mode)) fail_at(path, "something that is no socket stands there");
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool is_used = ::connect(probe, as_address(at), sizeof at) == 0;
    ::close(probe);
    if (is_used) fail_at(path, "another gateway listens on it");
    ::unlink(path.c_str());
}

}  // namespace

int bind_private_socket(const std::string& path)
{
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    if (path.size() >= sizeof at.sun_path) fail_at(path, "the path is too long for a socket");
    path.copy(at.sun_path, path.size());
    remove_left_behind(path, at);

    const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0) fail_at(path, std::strerror(errno));
    // The mode of the file is that of the socket when it is bound: nobody else ever gets in.
    const bool is_bound = ::fchmod(made, 0600) == 0 &&
                          ::bind(made, as_address(at), sizeof at) == 0 &&
                          ::chmod(path.c_str(), 0600) == 0;
    if (is_bound && ::listen(made, waiting_connections) == 0) return made;
    const int reason = errno;
    ::close(made);
    fail_at(path, std::strerror(reason));
}

}  // namespace dsgw::secrets_api
