#include "auth/session_id.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/pages/pages.hpp"
#include "gateway/request/session_cookie.hpp"

#include <boost/json/object.hpp>

namespace dsgw {

task<reply> answer_auth_token(page_visit& visit)
{
    // The link stays good.
    if (!visit.services.ended.admits_sessions()) {
        co_return make_text_reply(
            503, "No session can be opened right now", visit.x.reader, visit.x.request_id
        );
    }
    auto made = redeem_root_link(visit.x, visit.services.root, visit.request.token);
    if (made.status == 302)
        visit.services.audit.write({audit_event::logged_in, visit.x.client, "root"});
    co_return made;
}

reply redeem_root_link(const exchange& x, root_link* link, std::string_view token)
{
    if (link == nullptr) {
        return make_text_reply(
            403, "There is no login link; start the gateway with --root to get one", x.reader,
            x.request_id
        );
    }
    switch (link->redeem(token)) {
        case root_link::verdict::wrong:
            return make_text_reply(403, "Invalid token", x.reader, x.request_id);
        case root_link::verdict::spent:
            return make_text_reply(403, "Root token has already been used", x.reader, x.request_id);
        case root_link::verdict::accepted:
            break;
    }
    const auth::actor root(boost::json::object{{"id", "root"}});
    const auto session =
        auth::session_sealer::make_session(auth::session_origin::root_link, auth::unix_now());
    auto made = make_redirect(x.at->configured().base_url);
    made.headers.emplace_back("Set-Cookie", begin_session(x, root, session));
    return made;
}

}  // namespace dsgw
