#include "gateway/request/bearer.hpp"

#include "auth/bearer_token.hpp"

namespace dsgw {

bearer_use find_bearer_use(const exchange& ex)
{
    if (!ex.request.has_bearer_token()) return bearer_use::drop;
    if (ex.config->snapshot->http_basic_auth) {
        const bool is_proven = ex.identity && ex.identity->how() == auth::proof::token;
        return is_proven ? bearer_use::forward : bearer_use::drop;
    }
    const auto& authorization = *ex.request.authorization;
    if (auth::is_gateway_token(authorization)) return bearer_use::drop;
    const bool is_admitted = ex.config->authenticator.admits_bearer(authorization);
    return is_admitted ? bearer_use::forward : bearer_use::replace;
}

bool is_closed_to_token(const exchange& ex)
{
    if (!ex.identity || ex.identity->how() != auth::proof::token) return false;
    switch (ex.route.kind) {
        case route_kind::upstream:
        case route_kind::style_sheet:
        case route_kind::add_slash:
        case route_kind::not_found:
            return false;
        default:
            return true;
    }
}

}  // namespace dsgw
