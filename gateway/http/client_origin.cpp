#include "gateway/http/client_origin.hpp"

#include "gateway/http/strict_head.hpp"

#include <array>
#include <charconv>

namespace dsgw {

namespace {

std::string_view trim(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

/// Walks one X-Forwarded-For value from the right. @return true if the search is over.
bool walk_forwarded_for(std::string_view value, const cidr_set& trusted, std::string_view& client)
{
    while (!value.empty()) {
        const auto comma = value.rfind(',');
        const auto address =
            trim(comma == std::string_view::npos ? value : value.substr(comma + 1));
        value = comma == std::string_view::npos ? std::string_view{} : value.substr(0, comma);
        if (!parse_ip(address)) return true;
        client = address;
        if (!trusted.contains(address)) return true;
    }
    return false;
}

}  // namespace

client_origin find_client_origin(
    const header_fields& fields, std::string_view host, const peer& from, const cidr_set& trusted
)
{
    client_origin origin{from.address, from.over_tls ? "https" : "http", host};
    if (trusted.empty() || !trusted.contains(from.address)) return origin;

    // From the last line backwards: it is the nearest proxy's, those before it may be the client's.
    bool found = false;
    bool scheme_said = false;
    bool host_said = false;
    for (auto it = fields.rbegin(); it != fields.rend(); ++it) {
        if (!found && equals_ignoring_case(it->name, "x-forwarded-for")) {
            found = walk_forwarded_for(it->value, trusted, origin.address);
        } else if (!scheme_said && equals_ignoring_case(it->name, "x-forwarded-proto")) {
            scheme_said = true;
            if (equals_ignoring_case(it->value, "https")) origin.scheme = "https";
            if (equals_ignoring_case(it->value, "http")) origin.scheme = "http";
        } else if (!host_said && equals_ignoring_case(it->name, "x-forwarded-host")) {
            host_said = true;
            if (is_host(it->value)) origin.host = it->value;
        }
    }
    return origin;
}

std::string network_of(std::string_view address)
{
    const auto bytes =
        address.find(':') == std::string_view::npos ? std::nullopt : parse_ip(address);
    if (!bytes) return std::string(address);
    std::string network;
    for (std::size_t i = 0; i < 8; i += 2) {
        const auto group = static_cast<unsigned>((*bytes)[i] << 8 | (*bytes)[i + 1]);
        std::array<char, 4> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + 4, group, 16).ptr;
        network.append(digits.data(), end);
        network += ':';
    }
    return network + ":/64";
}

}  // namespace dsgw
