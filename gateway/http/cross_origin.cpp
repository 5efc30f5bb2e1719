#include "gateway/http/cross_origin.hpp"

namespace dsgw {

namespace http = boost::beast::http;

namespace {

struct origin_parts
{
    std::string_view scheme;
    std::string_view host;
    std::string_view port;  ///< never empty: the default port of the scheme if there is none
};

std::string_view default_port(std::string_view scheme)
{
    return equals_ignoring_case(scheme, "https") ? "443" : "80";
}

origin_parts split_authority(std::string_view scheme, std::string_view authority)
{
    // The colons of a bracketed IPv6 address do not begin a port.
    const auto bracket = authority.rfind(']');
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    const auto host = authority.substr(0, colon);
    const auto port =
        colon == std::string_view::npos ? std::string_view{} : authority.substr(colon + 1);
    return {scheme, host, port.empty() ? default_port(scheme) : port};
}

}  // namespace

bool is_same_origin(std::string_view origin, std::string_view scheme, std::string_view host)
{
    const auto scheme_end = origin.find("://");
    if (scheme_end == std::string_view::npos) return false;
    const auto theirs =
        split_authority(origin.substr(0, scheme_end), origin.substr(scheme_end + 3));
    const auto ours = split_authority(scheme, host);
    return equals_ignoring_case(theirs.scheme, ours.scheme) &&
           equals_ignoring_case(theirs.host, ours.host) && theirs.port == ours.port;
}

bool passes_cross_origin_check(const request_head& head, std::string_view scheme)
{
    // A WebSocket is opened by GET, but the browser's same-origin policy does not protect it.
    if (head.is_safe() && !head.upgrades_to_websocket) return true;
    if (head.has_bearer_token() && !head.find(http::field::cookie)) return true;
    // A repeated header is ambiguous: every one of them must pass.
    bool site_named = false;
    bool passes = true;
    for (const auto& field : head.fields) {
        if (!equals_ignoring_case(field.name, "sec-fetch-site") || field.value.empty()) continue;
        site_named = true;
        passes = passes && (field.value == "same-origin" || field.value == "none");
    }
    if (site_named) return passes;
    for (const auto& field : head.fields) {
        if (field.id != http::field::origin || field.value.empty()) continue;
        passes = passes && is_same_origin(field.value, scheme, head.host);
    }
    return passes;
}

}  // namespace dsgw
