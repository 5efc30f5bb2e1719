#include "gateway/pages/wall.hpp"

#include "auth/percent.hpp"
#include "gateway/http/cors_preflight.hpp"

namespace dsgw {

namespace http = boost::beast::http;

namespace {

/// Longer targets are not taken along: three times as long, they would burden every proxy's head.
constexpr std::size_t next_taken_along_max = 2000;

/// A 401 must name a scheme; at this one browsers show no box.
reply make_silent_challenge(std::string_view realm)
{
    auto made = make_challenge(realm);
    made.headers.clear();
    made.headers.emplace_back("WWW-Authenticate", "Session realm=\"" + std::string(realm) + "\"");
    return made;
}

}  // namespace

bool goes_to_page(const request_head& head)
{
    if (head.verb != http::verb::get && head.verb != http::verb::head) return false;
    if (const auto mode = head.find("Sec-Fetch-Mode")) return *mode == "navigate";
    return head.find(http::field::accept).value_or("").find("text/html") != std::string_view::npos;
}

challenge_kind challenge_of(const config& from)
{
    const auto wanted = from.settings.auth.challenge;
    if (wanted != challenge_kind::by_mode) return wanted;
    return from.http_basic_auth ? challenge_kind::basic : challenge_kind::form;
}

bool has_log_in_form(const config& from) { return challenge_of(from) != challenge_kind::basic; }

bool offers_log_in(const config& from)
{
    return !from.accounts->empty() && (has_log_in_form(from) || from.http_basic_auth);
}

bool is_open(const exchange& x)
{
    switch (x.where.kind) {
        case route_kind::style_sheet:
            return true;
        case route_kind::login:
        case route_kind::logout:  // nobody is led to the front page, and from there to the form
            return has_log_in_form(x.at->configured());
        case route_kind::upstream:
            return x.at->open.contain(x.request.verb, x.where.upstream_target);
        default:
            return false;
    }
}

bool is_open_preflight(const exchange& x)
{
    return x.at->settings().cors_preflight && x.where.kind == route_kind::upstream &&
           is_cors_preflight(x.request);
}

reply make_wall_reply(const exchange& x, auth::refusal why)
{
    const auto& from = x.at->configured();
    const auto& realm = from.settings.realm;
    const auto kind = challenge_of(from);
    if (kind == challenge_kind::basic || why != auth::refusal::no_credentials)
        return make_challenge(realm);
    if (goes_to_page(x.request)) return lead_to_log_in(from, x.request.target);
    const bool is_browser = x.request.find("Sec-Fetch-Mode").has_value();
    if (kind == challenge_kind::form || is_browser) return make_silent_challenge(realm);
    return make_challenge(realm);
}

reply lead_to_log_in(const config& from, std::string_view next)
{
    auto location = from.base_url + "-/login";
    if (next != from.base_url && next.size() <= next_taken_along_max) {
        location += "?next=" + percent_encoded(next, "/");
    }
    return make_redirect(std::move(location));
}

}  // namespace dsgw
