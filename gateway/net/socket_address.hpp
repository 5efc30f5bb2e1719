#pragma once

// The addresses of sockets: the only place that asks the system for one, and that writes one as
// text.

#include "gateway/net/wire.hpp"

#include <string>

namespace dsgw {

/// The address to which the socket is bound; of family AF_UNSPEC for no socket.
[[nodiscard]] stream_protocol::endpoint bound_address(int socket);

/// @param from  of IPv4 or IPv6.
/// @throws std::invalid_argument if it is too long for either.
[[nodiscard]] asio::ip::tcp::endpoint tcp_address(const stream_protocol::endpoint& from);

/// The path of a unix socket, or "@NAME" for an abstract one; "" if it is not bound to any.
[[nodiscard]] std::string unix_path_of(const stream_protocol::endpoint& from);

/// Without the scope of an IPv6 address, which Asio would add.
[[nodiscard]] std::string address_text(asio::ip::address address);

/// The address of a client, without port: an IPv4 client of a dual-stack socket as IPv4, and
/// 127.0.0.1 for a client of a unix socket.
[[nodiscard]] std::string client_address_of(const stream_protocol::endpoint& peer);

}  // namespace dsgw
