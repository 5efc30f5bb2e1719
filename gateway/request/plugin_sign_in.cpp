#include "gateway/request/plugin_sign_in.hpp"

#include "auth/session_id.hpp"
#include "auth/signed_cookie.hpp"
#include "base/ascii.hpp"
#include "gateway/http/cookie_header.hpp"
#include "gateway/request/session_cookie.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <optional>

namespace dsgw {

namespace {

/// The whole line. The last one counts, as in a browser.
std::optional<std::string_view> find_set_actor_cookie(const response_head& head)
{
    std::optional<std::string_view> found;
    for (const auto& field : head.fields) {
        const bool is_set_cookie = field.id == boost::beast::http::field::set_cookie;
        if (is_set_cookie && sets_actor_cookie(field.value) &&
            field.value.find('=') != field.value.npos)
            found = field.value;
    }
    return found;
}

/// A cookie that the gateway made for Datasette, or sealed, is not a sign-in.
auth::actor_ptr read_plugin_actor(const exchange& ex, std::string_view cookie)
{
    const auto read = auth::read_actor_cookie(*ex.config->signer, cookie, auth::unix_now());
    if (!read || read->is_for_datasette || !read->sealed.empty()) return nullptr;
    const bool is_same = ex.identity && ex.identity->actor().json() == read->who->json();
    return is_same ? nullptr : read->who;
}

/// The last attribute of that name, as in a browser. @param name  in lower case.
std::optional<std::string_view> find_attribute(std::string_view set_cookie, std::string_view name)
{
    std::optional<std::string_view> found;
    auto rest = set_cookie.substr(std::min(set_cookie.find(';'), set_cookie.size()));
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const auto part = rest.substr(0, rest.find(';'));
        rest.remove_prefix(part.size());
        const auto equals = std::min(part.find('='), part.size());
        if (!equals_ignoring_case(trim_blanks(part.substr(0, equals)), name)) continue;
        found = trim_blanks(part.substr(std::min(equals + 1, part.size())));
    }
    return found;
}

/// @source RFC 6265 sections 5.2.1, 5.2.2 and 5.3: Max-Age wins over Expires.
bool has_expired(std::string_view set_cookie)
{
    const auto max_age = find_attribute(set_cookie, "max-age").value_or("");
    if (max_age.starts_with('-')) return true;
    if (!max_age.empty() && max_age.find_first_not_of("0123456789") == max_age.npos)
        return max_age.find_first_not_of('0') == max_age.npos;
    const auto expires = find_attribute(set_cookie, "expires");
    if (!expires) return false;
    const std::string text(*expires);
    for (const char* form : {"%a, %d %b %Y %H:%M:%S", "%a, %d-%b-%Y %H:%M:%S"}) {
        std::tm time{};
        if (strptime(text.c_str(), form, &time) == nullptr) continue;
        return auth::unix_time(std::chrono::seconds(timegm(&time))) <= auth::unix_now();
    }
    return false;
}

}  // namespace

bool signs_out(const exchange& ex)
{
    if (!ex.identity) return false;
    const auto how = ex.identity->how();
    if (how != auth::proof::session && how != auth::proof::cookie) return false;
    const auto line = find_set_actor_cookie(ex.response);
    if (!line) return false;
    const auto value = value_of_set_cookie(*line);
    // With a value that no secret signed the client is anonymous to Datasette.
    return value.empty() || has_expired(*line) ||
           !auth::read_actor_cookie(*ex.config->signer, value, auth::unix_now());
}

std::string take_plugin_sign_in(exchange& ex)
{
    const auto line = find_set_actor_cookie(ex.response);
    if (!line || has_expired(*line)) return {};
    const auto who = read_plugin_actor(ex, value_of_set_cookie(*line));
    if (!who) return {};
    if (!ex.config->authenticator.admits_plugin_actor(*who)) {
        spdlog::warn(
            "a plugin of Datasette signed in {}, but opened no session: with http_basic_auth this "
            "needs plugins.datasette-gateway.auth.plugin_sign_in: true, and an allow block "
            "auth.plugin_sign_in_allow that includes the actor",
            who->text()
        );
        return {};
    }
    if (!ex.config->authenticator.admits_sessions()) {
        spdlog::error(
            "a sign-in by a plugin of Datasette opened no session: too many logouts are in force"
        );
        return {};
    }
    const auto session =
        auth::session_sealer::make_session(auth::session_origin::plugin, auth::unix_now());
    return begin_session(ex, *who, session);
}

}  // namespace dsgw
