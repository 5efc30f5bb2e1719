#pragma once

// IP addresses and networks as bytes, for `trusted_proxies`. Knows nothing of sockets.

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace dsgw {

/// An address as 16 bytes in network order; IPv4 as ::ffff:a.b.c.d, so both kinds compare alike.
using ip_bytes = std::array<unsigned char, 16>;

/// @param text  "192.0.2.1" or "2001:db8::1": no port, no brackets, no zone.
[[nodiscard]] std::optional<ip_bytes> parse_ip(std::string_view text);

/// A set of networks. Immutable after it is filled; thread-safe to read.
class cidr_set
{
public:
    /// @param text  an address or "network/bits"; bits behind the mask must be zero.
    /// @return      false, and nothing added, if the text is not that.
    [[nodiscard]] bool add(std::string_view text);

    [[nodiscard]] bool empty() const { return networks_.empty(); }
    [[nodiscard]] std::size_t size() const { return networks_.size(); }
    [[nodiscard]] bool contains(const ip_bytes& address) const;

    /// As above; false for a text that is not an address.
    [[nodiscard]] bool contains(std::string_view address) const;

private:
    struct network
    {
        ip_bytes address;
        unsigned bits;  ///< 0..128, IPv4 masks already moved by 96
    };
    std::vector<network> networks_;
};

}  // namespace dsgw
