#pragma once

// The sockets on which clients arrive: bound and listening at once, so that a port in use is
// known at once; who connects before there is somebody to accept waits. One for each I/O thread
// (SO_REUSEPORT); a unix socket is shared, and so is one that was handed over.

#include "gateway/net/bound_socket_file.hpp"

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
    std::string setting = "--port";  ///< with which another port is chosen
};

/// Binds the address as listen_sockets does, and gives it back. It never listens, so that no client
/// can connect, and it leaves the file of another server's unix socket alone, also a stale one.
/// @throws address_in_use, or std::runtime_error that says what is in the way.
void try_to_bind(const listen_address& at);

class listen_sockets
{
public:
    /// @throws address_in_use, or std::runtime_error that says what is in the way.
    listen_sockets(const listen_address& at, unsigned count);

    /// One that another process has bound, and goes on keeping open.
    /// @param handed_over  descriptors, ours from now on: exactly one.
    /// @throws std::runtime_error
    listen_sockets(const std::vector<int>& handed_over, unsigned count);
    ~listen_sockets();

    listen_sockets(const listen_sockets&) = delete;
    listen_sockets& operator=(const listen_sockets&) = delete;

    /// The descriptors, one for each thread; they are the caller's from now on.
    [[nodiscard]] std::vector<int> release();

    /// "http://127.0.0.1:8001", with the real port; "unix:PATH" for a unix socket.
    [[nodiscard]] std::string url(bool over_tls) const;

    /// Only this machine can reach it.
    [[nodiscard]] bool is_local() const { return is_local_; }

    /// Who comes when we are gone waits for the next process that has the socket.
    [[nodiscard]] bool are_kept_by_another() const { return are_kept_by_another_; }

private:
    void bind_tcp(const listen_address& at, unsigned count);
    void bind_unix(const std::string& path, unsigned count);
    void adopt(int socket);
    void share_first(unsigned count);
    void close_all();

    std::vector<int> sockets_;
    std::string unix_path_;
    std::optional<bound_socket_file> file_;  ///< of one that we have bound
    std::string shown_host_;
    std::uint16_t port_ = 0;
    bool is_local_ = true;
    bool are_kept_by_another_ = false;
};

}  // namespace dsgw
