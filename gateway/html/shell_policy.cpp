#include "gateway/html/shell_policy.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace dsgw {

namespace {

/// Whether a URL has its own host, rather than a path of this site.
bool names_host(std::string_view url)
{
    const auto slash = url.find_first_of("/\\?#");
    if (url.substr(0, slash).find(':') != std::string_view::npos) return true;
    return slash == 0 && url.size() > 1 && (url[1] == '/' || url[1] == '\\');
}

bool is_host_character(char c)
{
    const char lower = to_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == ':';
}

/// "https://host:port" of an absolute URL, "host:port" of one without scheme, else "": never a text
/// that could mean more than an origin in a policy.
std::string origin_of(std::string_view url)
{
    if (!names_host(url)) return {};
    const auto slashes = url.find("//");
    if (slashes == std::string_view::npos) return {};
    const auto scheme = url.substr(0, slashes);
    if (!scheme.empty() && !equals_ignoring_case(scheme, "http:") &&
        !equals_ignoring_case(scheme, "https:"))
        return {};
    const auto host_begin = slashes + 2;
    const auto host_end = std::min(url.find_first_of("/?#", host_begin), url.size());
    const auto host = url.substr(host_begin, host_end - host_begin);
    if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_character)) return {};
    return std::string(url.substr(0, host_end)).substr(scheme.empty() ? 2 : 0);
}

void add_once(std::vector<std::string>& origins, std::string_view url)
{
    auto origin = origin_of(url);
    if (origin.empty() || std::find(origins.begin(), origins.end(), origin) != origins.end())
        return;
    origins.push_back(std::move(origin));
}

void append(std::string& policy, std::string_view directive, const std::vector<std::string>& more)
{
    policy += directive;
    for (const auto& origin : more)
        policy += ' ' + origin;
    policy += "; ";
}

}  // namespace

bool shell_policy::may_run(std::string_view src) { return !src.empty() && !names_host(src); }

void shell_policy::loads_style(std::string_view href) { add_once(style_origins_, href); }

void shell_policy::loads_picture(std::string_view src) { add_once(picture_origins_, src); }

std::string shell_policy::text() const
{
    std::string policy = "default-src 'none'; script-src 'self'; connect-src 'self'; ";
    append(
        policy, holds_style_ ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
        style_origins_
    );
    append(policy, "font-src 'self' data:", style_origins_);
    append(policy, "img-src 'self' data:", picture_origins_);
    policy += "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";
    return policy;
}

}  // namespace dsgw
