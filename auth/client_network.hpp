#pragma once

// The networks that count as one client. An IPv4 address counts alone. An IPv6 client usually has a
// whole /64, often a /56, sometimes a /48: limits on only one of these sizes can be evaded.

#include <array>
#include <cstddef>
#include <string_view>

namespace dsgw::auth {

/// Wider networks may do more: each level has its own allowance.
inline constexpr std::size_t network_levels_max = 3;

struct network_levels
{
    std::array<std::string_view, network_levels_max> names{};  ///< the narrowest first
    std::size_t count = 1;
};

/// @param network  as gateway's network_of() returns it: "192.0.2.1", or an IPv6 network with all
///                 its digits, "2001:0db8:0000:0001::/64". Anything else counts alone.
/// @return views into `network`: a wider network is a prefix of a narrower one.
[[nodiscard]] constexpr network_levels levels_of(std::string_view network)
{
    constexpr std::string_view end = "::/64";
    constexpr std::size_t size_48 = 14;  // "2001:0db8:0000"
    constexpr std::size_t size_56 = 17;  // "2001:0db8:0000:00"
    constexpr std::size_t size_64 = 19;  // "2001:0db8:0000:0001"
    network_levels levels;
    levels.names[0] = network;
    if (network.size() != size_64 + end.size() || !network.ends_with(end)) return levels;
    levels.names[1] = network.substr(0, size_56);
    levels.names[2] = network.substr(0, size_48);
    levels.count = network_levels_max;
    return levels;
}

}  // namespace dsgw::auth
