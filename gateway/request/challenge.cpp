#include "gateway/request/challenge.hpp"

#include "base/url.hpp"
#include "gateway/http/cors_preflight.hpp"
#include "gateway/http/cross_origin.hpp"
#include "gateway/http/limits.hpp"

namespace dsgw {

namespace http = boost::beast::http;

namespace {

/// A 401 must name a scheme; browsers show no dialog for this one.
reply make_silent_challenge(std::string_view realm, reply_format format)
{
    auto made = make_challenge(realm, format);
    made.headers.clear();
    made.headers.emplace_back("WWW-Authenticate", "Session realm=\"" + std::string(realm) + "\"");
    return made;
}

/// The engines of current browsers. Programs that also call themselves Mozilla need the Basic
/// challenge: PowerShell, and Microsoft Office with its "MSIE".
bool is_browser_agent(std::string_view agent)
{
    const auto names = [agent](std::string_view part) {
        return agent.find(part) != std::string_view::npos;
    };
    return agent.starts_with("Mozilla/5.0 ") &&
           (names(" Gecko/") || names(" AppleWebKit/") || names(" like Gecko"));
}

/// A language, rather than "*", which libraries send.
bool names_language(std::string_view accepted)
{
    bool found = false;
    for_each_list_element(accepted, [&found](std::string_view range) {
        found = found || range.front() != '*';
    });
    return found;
}

/// "scheme://host[:port]" of the URL in that field, or "".
std::string_view origin_of(const request_head& head, http::field name)
{
    const auto url = head.find(name).value_or("");
    const auto scheme_end = url.find("://");
    if (scheme_end == std::string_view::npos) return {};
    return url.substr(0, url.find_first_of("/?#", scheme_end + 3));
}

}  // namespace

bool looks_like_browser(const request_head& head, const client_origin& origin)
{
    for (const auto& field : head.fields) {
        constexpr std::string_view fetch_metadata = "sec-fetch-";
        const auto begin = field.name.substr(0, fetch_metadata.size());
        if (equals_ignoring_case(begin, fetch_metadata)) return true;
    }
    // Browsers send no Sec-Fetch-* over plain HTTP. @source W3C Fetch Metadata, section 2.
    return names_language(head.find(http::field::accept_language).value_or("")) ||
           is_browser_agent(head.find(http::field::user_agent).value_or("")) ||
           is_same_origin(origin_of(head, http::field::referer), origin.scheme, head.host) ||
           is_same_origin(origin_of(head, http::field::origin), origin.scheme, head.host);
}

bool goes_to_page(const request_head& head)
{
    if (head.verb != http::verb::get && head.verb != http::verb::head) return false;
    if (const auto mode = head.find("Sec-Fetch-Mode")) return *mode == "navigate";
    if (head.find("X-Requested-With")) return false;
    return head.find(http::field::accept).value_or("").find("text/html") != std::string_view::npos;
}

challenge_kind challenge_of(const config& from)
{
    const auto wanted = from.settings.auth.challenge;
    if (wanted != challenge_kind::by_mode) return wanted;
    return from.http_basic_auth ? challenge_kind::basic : challenge_kind::form;
}

bool has_login_form(const config& from) { return challenge_of(from) != challenge_kind::basic; }

bool offers_login(const config& from)
{
    return !from.accounts->empty() && (has_login_form(from) || from.http_basic_auth);
}

bool is_public(const exchange& ex)
{
    switch (ex.route.kind) {
        case route_kind::style_sheet:
            return true;
        case route_kind::login:
        case route_kind::logout:  // redirected to the front page, then to the form
            return has_login_form(*ex.config->snapshot);
        case route_kind::upstream:
            return ex.config->public_paths.contain(ex.request.verb, ex.route.upstream_target);
        default:
            return false;
    }
}

bool is_allowed_preflight(const exchange& ex)
{
    return ex.config->settings().cors_preflight && ex.route.kind == route_kind::upstream &&
           is_cors_preflight(ex.request);
}

reply make_challenge_reply(const exchange& ex, auth::refusal why)
{
    const auto& from = *ex.config->snapshot;
    const auto& realm = from.settings.realm;
    const auto kind = challenge_of(from);
    if (kind == challenge_kind::basic) return make_challenge(realm, ex.format);
    const bool is_page = goes_to_page(ex.request);
    const bool is_browser = looks_like_browser(ex.request, ex.origin);
    if (!auth::is_anonymous(why)) {
        // On a page, the browser shows its dialog, in which a remembered wrong password can be
        // corrected.
        if (is_browser && !is_page) return make_silent_challenge(realm, ex.format);
        return make_challenge(realm, ex.format);
    }
    if (is_page) return redirect_to_login(from, ex.request.target);
    if (kind == challenge_kind::form || is_browser) return make_silent_challenge(realm, ex.format);
    return make_challenge(realm, ex.format);
}

reply redirect_to_login(const config& from, std::string_view next)
{
    auto location = from.base_url + "-/login";
    if (next != from.base_url && next.size() <= limits::challenge_next_bytes_max) {
        location += "?next=" + percent_encoded(next, "/");
    }
    return make_redirect(std::move(location));
}

}  // namespace dsgw
