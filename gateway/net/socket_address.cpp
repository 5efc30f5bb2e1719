#include "gateway/net/socket_address.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cstddef>
#include <cstring>
#include <stdexcept>

namespace dsgw {

stream_protocol::endpoint bound_address(int socket)
{
    stream_protocol::endpoint made;
    auto size = static_cast<socklen_t>(made.capacity());
    if (::getsockname(socket, made.data(), &size) != 0) return {};
    made.resize(size);
    return made;
}

asio::ip::tcp::endpoint tcp_address(const stream_protocol::endpoint& from)
{
    asio::ip::tcp::endpoint made;
    if (from.size() > made.capacity()) throw std::invalid_argument("neither IPv4 nor IPv6");
    std::memcpy(made.data(), from.data(), from.size());
    return made;
}

std::string unix_path_of(const stream_protocol::endpoint& from)
{
    constexpr std::size_t begin = offsetof(sockaddr_un, sun_path);
    if (from.size() <= begin) return {};
    const auto* bytes = reinterpret_cast<const char*>(from.data());
    std::string path(bytes + begin, from.size() - begin);
    if (path.front() != '\0') return path.substr(0, path.find('\0'));
    path.front() = '@';
    return path;
}

std::string address_text(asio::ip::address address)
{
    if (address.is_v4()) return address.to_string();
    auto v6 = address.to_v6();
    v6.scope_id(0);
    return v6.to_string();
}

std::string client_address_of(const stream_protocol::endpoint& peer)
{
    const auto family = peer.protocol().family();
    if (family != AF_INET && family != AF_INET6) return "127.0.0.1";
    const auto address = tcp_address(peer).address();
    const bool is_mapped = address.is_v6() && address.to_v6().is_v4_mapped();
    if (!is_mapped) return address_text(address);
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
}

}  // namespace dsgw
