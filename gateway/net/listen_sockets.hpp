#pragma once

// The listening sockets. They are bound at once, so that a port in use is reported immediately;
// clients that connect before the gateway accepts wait in the backlog. There is one for each I/O
// thread (SO_REUSEPORT); a unix socket and an inherited one are shared.

#include "gateway/net/unix_socket.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace dsgw {

/// Another server has the address.
class address_in_use : public std::runtime_error
{
public:
    /// @param place   "port 8001 of 127.0.0.1", or the path of a unix socket.
    /// @param remedy  what to do about it.
    address_in_use(std::string place, const std::string& remedy)
        : std::runtime_error(place + " is already in use: " + remedy), place_(std::move(place))
    {}

    [[nodiscard]] const std::string& place() const { return place_; }

private:
    std::string place_;
};

struct listen_address
{
    std::string host;
    std::uint16_t port;              ///< 0 = any
    std::optional<std::string> uds;  ///< path of a unix socket, instead of host and port
    std::string setting = "--port";  ///< the option that chooses another port
};

/// Binds the address like listen_sockets, and releases it. Never listens, so that no client can
/// connect, and does not change the file of another server's unix socket, even a stale one.
/// @throws address_in_use, or std::runtime_error with the reason.
void try_to_bind(const listen_address& at);

class listen_sockets
{
public:
    /// @throws address_in_use, or std::runtime_error with the reason.
    listen_sockets(const listen_address& at, unsigned count);

    /// Uses a socket that another process has bound and keeps open.
    /// @param handed_over  inherited descriptors, exactly one; owned by this object from now on.
    /// @throws std::runtime_error
    listen_sockets(const std::vector<int>& handed_over, unsigned count);
    ~listen_sockets();

    listen_sockets(const listen_sockets&) = delete;
    listen_sockets& operator=(const listen_sockets&) = delete;

    /// The descriptors, one for each thread. The caller owns them from now on.
    [[nodiscard]] std::vector<int> release();

    /// "http://127.0.0.1:8001", with the real port; "unix:PATH" for a unix socket.
    [[nodiscard]] std::string url(bool over_tls) const;

    /// Whether only this machine can reach it.
    [[nodiscard]] bool is_local() const { return is_local_; }

    /// Whether another process keeps the socket open, so that clients wait for our successor.
    [[nodiscard]] bool are_kept_by_another() const { return are_kept_by_another_; }

private:
    void bind_tcp(const listen_address& at, unsigned count);
    void bind_unix(const std::string& path, unsigned count);
    void use_inherited_socket(int socket);
    void share_first(unsigned count);
    void close_all();

    std::vector<int> sockets_;
    std::string unix_path_;
    std::optional<bound_socket_file> file_;  ///< of a socket that we have bound
    std::string shown_host_;
    std::uint16_t port_ = 0;
    bool is_local_ = true;
    bool are_kept_by_another_ = false;
};

}  // namespace dsgw
