#include "gateway/net/listen_sockets.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/net/socket_address.hpp"
#include "gateway/net/unix_socket.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <utility>

namespace dsgw {

namespace {

[[noreturn]] void fail(const std::string& what, int reason)
{
    throw std::runtime_error(what + ": " + std::strerror(reason));
}

struct address_deleter
{
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

/// The first address of the host, IPv4 before IPv6: "localhost" is 127.0.0.1, as users expect.
std::unique_ptr<addrinfo, address_deleter> resolve(
    const listen_address& at, addrinfo const*& chosen
)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const auto port = std::to_string(at.port);
    if (const int ec = getaddrinfo(at.host.c_str(), port.c_str(), &hints, &found); ec != 0) {
        throw std::runtime_error("cannot listen on \"" + at.host + "\": " + gai_strerror(ec));
    }
    std::unique_ptr<addrinfo, address_deleter> list(found);
    chosen = found;
    for (const auto* each = found; each != nullptr; each = each->ai_next) {
        if (each->ai_family != AF_INET) continue;
        chosen = each;
        break;
    }
    return list;
}

/// The place that an error message names.
struct place_to_bind
{
    std::string where;
    std::string setting;  ///< the option that chooses another place
};

/// Returns a bound socket. With `shares_port`, this process may bind more sockets to the same port.
int bind_one(const stream_protocol::endpoint& at, bool shares_port, const place_to_bind& place)
{
    const int made =
        ::socket(at.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made < 0) fail("cannot make a socket", errno);
    const int on = 1;
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (shares_port) setsockopt(made, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (::bind(made, at.data(), static_cast<socklen_t>(at.size())) != 0) {
        const int reason = errno;
        ::close(made);
        if (reason == EADDRINUSE) {
            throw address_in_use(
                place.where, "stop the other server or choose another with " + place.setting
            );
        }
        fail("cannot listen on " + place.where, reason);
    }
    return made;
}

/// Accepted sockets inherit the option.
void limit_unsent(int listening)
{
    const int unsent = limits::unsent_bytes_max;
    setsockopt(listening, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
}

int option_of(int socket, int name)
{
    int value = -1;
    socklen_t size = sizeof value;
    if (getsockopt(socket, SOL_SOCKET, name, &value, &size) != 0) return -1;
    return value;
}

void require_free(socket_file found, const std::string& path, const std::string& setting)
{
    switch (found) {
        case socket_file::free:
        case socket_file::stale:
            return;
        case socket_file::in_use:
            throw address_in_use(path, "stop the other server or choose another with " + setting);
        case socket_file::not_a_socket:
            throw std::runtime_error(path + " exists and is not a socket");
    }
}

stream_protocol::endpoint unix_address(const std::string& path)
{
    constexpr auto path_bytes_max = sizeof(sockaddr_un::sun_path) - 1;
    if (path.empty()) throw std::runtime_error("the path of the unix socket is empty");
    if (path.size() > path_bytes_max) {
        throw std::runtime_error(
            "the path of the unix socket is longer than " + std::to_string(path_bytes_max) +
            " bytes: " + path
        );
    }
    return asio::local::stream_protocol::endpoint(path);
}

/// The host as written in a URL.
std::string shown_host_of(const asio::ip::address& address)
{
    auto text = address_text(address);
    // Not "[" + text: at -O3, g++ 12 warns of an overflow that cannot happen.
    if (address.is_v6()) text.insert(0, 1, '[').append(1, ']');
    return text;
}

struct tcp_place
{
    asio::ip::tcp::endpoint address;
    std::string shown_host;
    place_to_bind place;
};

tcp_place find_tcp_place(const listen_address& at)
{
    const addrinfo* chosen = nullptr;
    const auto list = resolve(at, chosen);
    tcp_place made;
    made.address = tcp_address({chosen->ai_addr, chosen->ai_addrlen});
    const bool is_v6 = made.address.address().is_v6();
    made.shown_host = is_v6 ? "[" + at.host + "]" : at.host;
    made.place = {"port " + std::to_string(at.port) + " of " + made.shown_host, at.setting};
    return made;
}

void try_to_bind_unix(const std::string& path, const std::string& setting)
{
    const auto address = unix_address(path);
    const auto found = look_at_socket(path);
    require_free(found, path, setting);
    if (found == socket_file::stale) {
        // It would be removed, which takes the right to write to its folder.
        const auto slash = path.rfind('/');
        const auto folder = slash == path.npos ? "." : path.substr(0, slash + 1);
        if (::access(folder.c_str(), W_OK | X_OK) != 0) fail("cannot listen on " + path, errno);
        return;
    }
    const int made = bind_one(address, false, {path, setting});
    const bound_socket_file removed_at_once(path);
    ::close(made);
}

}  // namespace

void try_to_bind(const listen_address& at)
{
    if (at.uds) return try_to_bind_unix(*at.uds, at.setting);
    const auto found = find_tcp_place(at);
    ::close(bind_one(found.address, false, found.place));
}

listen_sockets::listen_sockets(const listen_address& at, unsigned count)
{
    try {
        if (at.uds) {
            bind_unix(*at.uds, count);
        } else {
            bind_tcp(at, count);
        }
        // From listen() on, other processes see that the port is in use. Clients wait in the
        // backlog until we accept.
        for (const int each : sockets_) {
            if (::listen(each, limits::listen_backlog_max) != 0)
                fail("cannot listen on " + url(false), errno);
        }
    } catch (...) {
        close_all();
        throw;
    }
}

listen_sockets::listen_sockets(const std::vector<int>& handed_over, unsigned count)
    : sockets_(handed_over), are_kept_by_another_(true)
{
    try {
        if (handed_over.size() != 1) {
            throw std::runtime_error(
                std::to_string(handed_over.size()) +
                " sockets were inherited, but only one is supported: give the unit a single "
                "ListenStream=, for IPv4 and IPv6 together [::]:PORT"
            );
        }
        use_inherited_socket(sockets_.front());
        share_first(count);
        spdlog::info("using the inherited socket: --host, --port and --uds are ignored");
    } catch (...) {
        close_all();
        throw;
    }
}

listen_sockets::~listen_sockets() { close_all(); }

void listen_sockets::close_all()
{
    for (const int each : sockets_) {
        ::close(each);
    }
    sockets_.clear();
}

void listen_sockets::bind_tcp(const listen_address& at, unsigned count)
{
    auto [address, shown_host, place] = find_tcp_place(at);
    shown_host_ = shown_host;
    // First without SO_REUSEPORT: with it, two gateways could share a port by accident.
    ::close(bind_one(address, false, place));
    port_ = at.port;
    for (unsigned i = 0; i < count; ++i) {
        address.port(port_);
        sockets_.push_back(bind_one(address, true, place));
        limit_unsent(sockets_.back());
        port_ = tcp_address(bound_address(sockets_.front())).port();
    }
    is_local_ = address.address().is_loopback();
}

void listen_sockets::bind_unix(const std::string& path, unsigned count)
{
    const auto address = unix_address(path);
    require_free(remove_stale_socket(path), path, "--uds");
    sockets_.push_back(bind_one(address, false, {path, "--uds"}));
    unix_path_ = path;
    // As uvicorn does: the mode of the directory controls access.
    ::chmod(path.c_str(), 0666);
    file_.emplace(path);
    share_first(count);
}

void listen_sockets::use_inherited_socket(int socket)
{
    const auto bound = bound_address(socket);
    const auto family = bound.protocol().family();
    const bool is_known = family == AF_INET || family == AF_INET6 || family == AF_UNIX;
    if (!is_known || option_of(socket, SO_TYPE) != SOCK_STREAM ||
        option_of(socket, SO_ACCEPTCONN) != 1) {
        throw std::runtime_error(
            "the inherited descriptor is not a listening stream socket: the unit needs "
            "ListenStream= and Accept=no"
        );
    }
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
    if (family == AF_UNIX) {
        unix_path_ = unix_path_of(bound);
        return;
    }
    limit_unsent(socket);
    const auto at = tcp_address(bound);
    port_ = at.port();
    shown_host_ = shown_host_of(at.address());
    is_local_ = at.address().is_loopback();
}

void listen_sockets::share_first(unsigned count)
{
    while (sockets_.size() < count) {
        const int copy = ::fcntl(sockets_.front(), F_DUPFD_CLOEXEC, 0);
        if (copy < 0) fail("cannot share the socket among threads", errno);
        sockets_.push_back(copy);
    }
}

std::vector<int> listen_sockets::release() { return std::exchange(sockets_, {}); }

std::string listen_sockets::url(bool over_tls) const
{
    if (!unix_path_.empty()) return "unix:" + unix_path_;
    return (over_tls ? "https://" : "http://") + shown_host_ + ":" + std::to_string(port_);
}

}  // namespace dsgw
