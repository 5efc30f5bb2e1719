#include "gateway/pages/plugin_sign_in.hpp"

#include "auth/session_id.hpp"
#include "auth/signed_cookie.hpp"
#include "gateway/http/cookie_header.hpp"
#include "gateway/pages/session_cookie.hpp"

#include <spdlog/spdlog.h>

#include <optional>

namespace dsgw {

namespace {

/// The last one counts, as in a browser.
std::optional<std::string_view> find_set_actor_cookie(const response_head& head)
{
    std::optional<std::string_view> found;
    for (const auto& field : head.fields) {
        const bool is_set_cookie = field.id == boost::beast::http::field::set_cookie;
        if (is_set_cookie && sets_actor_cookie(field.value) &&
            field.value.find('=') != field.value.npos)
            found = value_of_set_cookie(field.value);
    }
    return found;
}

/// What the gateway itself made for Datasette, or sealed, is no sign-in.
auth::actor_ptr read_plugin_actor(const exchange& x, std::string_view cookie)
{
    const auto read = auth::read_actor_cookie(*x.at->signer, cookie, auth::unix_now());
    if (!read || read->is_for_datasette || !read->sealed.empty()) return nullptr;
    const bool is_same = x.who && x.who->who().json() == read->who->json();
    return is_same ? nullptr : read->who;
}

}  // namespace

std::string take_plugin_sign_in(exchange& x)
{
    const auto cookie = find_set_actor_cookie(x.response);
    if (!cookie || cookie->empty()) return {};  // without a value it is removed
    const auto who = read_plugin_actor(x, *cookie);
    if (!who) return {};
    if (!x.at->authenticator.admits_plugin_actor(*who)) {
        spdlog::warn(
            "sign-in of {} by a plugin of Datasette opened no session: with http_basic_auth it "
            "takes plugins.datasette-gateway.auth.plugin_sign_in: true and an allow block "
            "auth.plugin_sign_in_allow that names the actor",
            who->text()
        );
        return {};
    }
    if (!x.at->authenticator.admits_sessions()) {
        spdlog::error("sign-in by a plugin of Datasette opened no session: too many log-outs");
        return {};
    }
    const auto session =
        auth::session_sealer::make_session(auth::session_origin::plugin, auth::unix_now());
    return begin_session(x, *who, session);
}

}  // namespace dsgw
