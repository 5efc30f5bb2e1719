#include "gateway/http/client_origin.hpp"

#include "gateway/http/request_id.hpp"
#include "gateway/http/strict_head.hpp"

#include <algorithm>

namespace dsgw {

namespace {

bool is_port(std::string_view text)
{
    return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, is_digit);
}

/// Strips port and brackets of "192.0.2.1:80", "[2001:db8::1]:80" and "[2001:db8::1]", which some
/// balancers send; returns any other text unchanged.
std::string_view without_port(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == text.npos) return text;
    const bool has_port = is_port(text.substr(colon + 1));
    auto host = has_port ? text.substr(0, colon) : text;
    if (host.starts_with('[') && host.ends_with(']') && host.find(':') != host.npos)
        return host.substr(1, host.size() - 2);
    return has_port && host.find(':') == host.npos ? host : text;
}

/// Searches one X-Forwarded-For value from the right.
/// @return true if the search is over.
bool walk_forwarded_for(std::string_view value, const cidr_set& trusted, std::string_view& client)
{
    while (!value.empty()) {
        const auto comma = value.rfind(',');
        const auto address = without_port(
            trim_blanks(comma == std::string_view::npos ? value : value.substr(comma + 1))
        );
        value = comma == std::string_view::npos ? std::string_view{} : value.substr(0, comma);
        if (!parse_ip(address)) return true;
        client = address;
        if (!trusted.contains(address)) return true;
    }
    return false;
}

/// ::ffff:192.0.2.1 is 192.0.2.1.
std::optional<std::string> mapped_ipv4(const ip_bytes& bytes)
{
    const bool mapped =
        std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; }) &&
        bytes[10] == 0xff && bytes[11] == 0xff;
    if (!mapped) return std::nullopt;
    std::string text;
    for (std::size_t i = 12; i < bytes.size(); ++i) {
        if (!text.empty()) text += '.';
        text += std::to_string(bytes[i]);
    }
    return text;
}

}  // namespace

client_origin find_client_origin(
    const header_fields& fields, std::string_view host, const peer& from, const cidr_set& trusted
)
{
    client_origin origin{from.address, from.over_tls ? "https" : "http", host};
    if (trusted.empty() || !trusted.contains(from.address)) return origin;

    // From the last line backwards: it comes from the nearest proxy, earlier ones may come from the
    // client.
    bool found = false;
    bool scheme_said = false;
    bool host_said = false;
    bool id_said = false;
    for (std::size_t i = fields.size(); i-- > 0;) {
        const auto& field = fields[i];
        if (!found && equals_ignoring_case(field.name, "x-forwarded-for")) {
            found = walk_forwarded_for(field.value, trusted, origin.address);
        } else if (!scheme_said && equals_ignoring_case(field.name, "x-forwarded-proto")) {
            scheme_said = true;
            if (equals_ignoring_case(field.value, "https")) origin.scheme = "https";
            if (equals_ignoring_case(field.value, "http")) origin.scheme = "http";
        } else if (!host_said && equals_ignoring_case(field.name, "x-forwarded-host")) {
            host_said = true;
            if (is_host(field.value)) origin.host = field.value;
        } else if (!id_said && is_request_id_name(field.name)) {
            id_said = true;
            if (is_request_id(field.value)) origin.request_id = field.value;
        }
    }
    return origin;
}

std::string network_of(std::string_view address)
{
    const auto bytes =
        address.find(':') == std::string_view::npos ? std::nullopt : parse_ip(address);
    if (!bytes) return std::string(address);
    if (const auto v4 = mapped_ipv4(*bytes)) return *v4;
    // With all digits, so that wider networks are prefixes of it: auth/client_network.hpp.
    constexpr std::string_view digits = "0123456789abcdef";
    std::string network;
    for (std::size_t i = 0; i < 8; ++i) {
        network += digits[(*bytes)[i] >> 4];
        network += digits[(*bytes)[i] & 15];
        if (i % 2 == 1) network += ':';
    }
    return network + ":/64";
}

}  // namespace dsgw
