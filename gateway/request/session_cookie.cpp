#include "gateway/request/session_cookie.hpp"

#include "auth/signed_cookie.hpp"

#include <algorithm>

namespace dsgw {

std::string cookie_attributes(const exchange& x)
{
    std::string attributes = "; Path=/; HttpOnly; SameSite=Lax";
    if (x.origin.scheme == "https") attributes += "; Secure";
    return attributes;
}

std::string remove_cookie(const exchange& x, std::string_view name)
{
    return std::string(name) + "=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0" +
           cookie_attributes(x);
}

std::string begin_session(
    const exchange& x, const auth::actor& who, const auth::gateway_session& session
)
{
    const auto max_age = x.at->settings().session.max_age;
    const auto expires = auth::unix_now() + max_age;
    auto line = "ds_actor=" +
                auth::make_session_cookie(*x.at->signer, *x.at->sessions, who, session, expires);
    line += "; Max-Age=" + std::to_string(max_age.count());
    return line + cookie_attributes(x);
}

std::string end_session(const exchange& x) { return remove_cookie(x, "ds_actor"); }

ended_session ended_session_of(
    const auth::authenticated_actor& who, const session_settings& settings
)
{
    const auto renewed = auth::unix_now() + settings.max_age;
    ended_session ended;
    ended.id = who.session().id;
    ended.group = auth::revocation_group(who.session(), who.who().text());
    ended.opened = who.session().opened;
    ended.until = std::max(who.expires(), renewed + std::chrono::hours(1));
    return ended;
}

std::string renew_session(const exchange& x)
{
    if (!x.who || x.who->how() != auth::proof::session) return {};
    const auto max_age = x.at->settings().session.max_age;
    const auto left = x.who->expires() - auth::unix_now();
    if (left >= max_age - max_age / 10) return {};
    return begin_session(x, x.who->who(), x.who->session());
}

}  // namespace dsgw
