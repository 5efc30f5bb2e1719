#include "base/cidr.hpp"

#include "base/parse_number.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

namespace dsgw {

namespace {

constexpr unsigned v4_offset_bits = 96;

bool is_v4(const ip_bytes& address)
{
    static constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return std::equal(mapped.begin(), mapped.end(), address.begin());
}

/// The bit of `address` counted from its left end.
bool bit(const ip_bytes& address, unsigned index)
{
    return ((address[index / 8] >> (7 - index % 8)) & 1) != 0;
}

}  // namespace

std::optional<ip_bytes> parse_ip(std::string_view text)
{
    // inet_pton wants a terminated string and stops at a NUL: such a text is no address.
    if (text.empty() || text.size() >= INET6_ADDRSTRLEN || text.find('\0') != text.npos) return {};
    const std::string terminated(text);
    ip_bytes out{};
    if (::inet_pton(AF_INET6, terminated.c_str(), out.data()) == 1) return out;
    out = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
    if (::inet_pton(AF_INET, terminated.c_str(), out.data() + 12) == 1) return out;
    return {};
}

bool cidr_set::add(std::string_view text)
{
    const auto slash = text.find('/');
    const auto address = parse_ip(text.substr(0, slash));
    if (!address) return false;

    // "::ffff:10.0.0.0/104" is written with IPv6 bits: only the dotted form alone counts from 32.
    const bool dotted = is_v4(*address) && text.find(':') == text.npos;
    const unsigned offset = dotted ? v4_offset_bits : 0;
    unsigned bits = 128;
    if (slash != text.npos) {
        const auto given = parse_number<unsigned>(text.substr(slash + 1));
        if (!given || *given > 128 - offset) return false;
        bits = *given + offset;
    }
    for (unsigned i = bits; i < 128; ++i)
        if (bit(*address, i)) return false;
    networks_.push_back({*address, bits});
    return true;
}

bool cidr_set::contains(const ip_bytes& address) const
{
    return std::any_of(networks_.begin(), networks_.end(), [&](const network& n) {
        const auto whole = n.bits / 8;
        if (!std::equal(address.begin(), address.begin() + whole, n.address.begin())) return false;
        const auto rest = n.bits % 8;
        return rest == 0 || ((address[whole] ^ n.address[whole]) >> (8 - rest)) == 0;
    });
}

bool cidr_set::contains(std::string_view address) const
{
    const auto parsed = parse_ip(address);
    return parsed && contains(*parsed);
}

}  // namespace dsgw
