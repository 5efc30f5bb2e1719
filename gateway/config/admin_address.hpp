#pragma once

// The address of the admin listener: a unix socket or a local port, never one that other machines
// can reach. Pure.

#include "base/problem.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

enum class admin_place
{
    automatic,  ///< a unix socket in a private folder, shown in the log
    nowhere,
    unix_socket,
    loopback,
};

struct admin_address
{
    admin_place place = admin_place::automatic;
    std::string path;        ///< of the unix socket, absolute
    std::string host;        ///< 127.0.0.0/8 or ::1, without brackets
    std::uint16_t port = 0;  ///< 0 = any

    friend bool operator==(const admin_address&, const admin_address&) = default;
};

/// "off", "/run/x.sock", "unix:/run/x.sock", "127.0.0.1:9100", "localhost:9100", "[::1]:9100".
/// @return the error, without its location.
[[nodiscard]] std::optional<problem> parse_admin_address(
    std::string_view text, admin_address& into
);

/// Whether a Host header says an address, localhost or nothing. Any other name may be one that a
/// web page has pointed at this machine, to read in a browser here what the listener answers.
[[nodiscard]] bool is_asked_by_address(std::string_view host);

}  // namespace dsgw
