#include "gateway/request/session_cookie.hpp"

#include "auth/signed_cookie.hpp"
#include "gateway/http/limits.hpp"

#include <algorithm>

namespace dsgw {

std::string cookie_attributes(const exchange& ex)
{
    std::string attributes = "; Path=/; HttpOnly; SameSite=Lax";
    if (ex.origin.scheme == "https") attributes += "; Secure";
    return attributes;
}

std::string remove_cookie(const exchange& ex, std::string_view name)
{
    return std::string(name) + "=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0" +
           cookie_attributes(ex);
}

std::string begin_session(
    const exchange& ex, const auth::actor& who, const auth::gateway_session& session
)
{
    const auto max_age = ex.config->settings().session.max_age;
    const auto expires = auth::unix_now() + max_age;
    auto line =
        "ds_actor=" +
        auth::make_session_cookie(*ex.config->signer, *ex.config->sessions, who, session, expires);
    line += "; Max-Age=" + std::to_string(max_age.count());
    return line + cookie_attributes(ex);
}

std::string end_session(const exchange& ex) { return remove_cookie(ex, "ds_actor"); }

ended_session ended_session_of(
    const auth::authenticated_actor& who, const session_settings& settings
)
{
    const auto renewed = auth::unix_now() + settings.max_age;
    ended_session ended;
    ended.id = who.session().id;
    ended.group = auth::revocation_group(who.session(), who.actor().text());
    ended.opened = who.session().opened;
    ended.until = std::max(who.expires(), renewed + limits::revocation_margin);
    return ended;
}

std::string renew_session(const exchange& ex)
{
    if (!ex.identity || ex.identity->how() != auth::proof::session) return {};
    const auto max_age = ex.config->settings().session.max_age;
    const auto left = ex.identity->expires() - auth::unix_now();
    if (left >= max_age - max_age / 10) return {};
    return begin_session(ex, ex.identity->actor(), ex.identity->session());
}

}  // namespace dsgw
