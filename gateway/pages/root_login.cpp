#include "auth/session_id.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/pages/pages.hpp"
#include "gateway/request/session_cookie.hpp"

#include <boost/json/object.hpp>

namespace dsgw {

task<reply> answer_auth_token(page_visit& visit)
{
    // The link stays valid.
    if (!visit.services.revocations.admits_sessions()) {
        co_return make_text_reply(
            503, "No session can be opened right now", visit.ex.format, visit.ex.request_id
        );
    }
    auto made = redeem_root_link(visit.ex, visit.services.root, visit.request.token);
    if (made.status == 302)
        visit.services.audit.write({audit_event::logged_in, visit.ex.client, "root"});
    co_return made;
}

reply redeem_root_link(const exchange& ex, root_link* link, std::string_view token)
{
    if (link == nullptr) {
        return make_text_reply(
            403, "There is no login link; start the gateway with --root to get one", ex.format,
            ex.request_id
        );
    }
    switch (link->redeem(token)) {
        case root_link::verdict::wrong:
            return make_text_reply(403, "Invalid token", ex.format, ex.request_id);
        case root_link::verdict::spent:
            return make_text_reply(
                403, "Root token has already been used", ex.format, ex.request_id
            );
        case root_link::verdict::accepted:
            break;
    }
    const auth::actor root(boost::json::object{{"id", "root"}});
    const auto session =
        auth::session_sealer::make_session(auth::session_origin::root_link, auth::unix_now());
    auto made = make_redirect(ex.config->snapshot->base_url);
    made.headers.emplace_back("Set-Cookie", begin_session(ex, root, session));
    return made;
}

}  // namespace dsgw
