#include "gateway/request/rewrite.hpp"

#include "gateway/http/header_rewrite.hpp"
#include "gateway/http/passed_headers.hpp"
#include "gateway/request/menu.hpp"

namespace dsgw {

void rewrite_request(cleared cleared, exchange& ex)
{
    const auto bearer = cleared.bearer();
    ex.forwards_bearer = bearer == bearer_use::forward;
    upstream_request from{ex.request, ex.route.upstream_target, ex.origin};
    if (ex.identity) from.actor_cookie = ex.identity->upstream_cookie(auth::unix_now());
    // An unsafe request has passed the cross-origin check.
    if (!ex.request.is_safe()) from.csrf = &ex.config->csrf;
    from.keep_authorization = ex.forwards_bearer;
    from.request_id = ex.request_id;
    from.passed = &ex.config->passed_headers;
    from.dropped = &dropped_request_headers();
    if (bearer == bearer_use::replace) from.authorization = invalid_token;
    from.asks_for_identity = may_get_menu(ex);
    write_request_head(from, ex.upstream_head);
    ex.drop_views();
}

}  // namespace dsgw
