#include "gateway/request/decide.hpp"

#include "gateway/http/cookie_header.hpp"
#include "gateway/http/cross_origin.hpp"
#include "gateway/observe/access_log.hpp"
#include "gateway/request/challenge.hpp"

#include <cstdint>
#include <utility>

namespace dsgw {

struct clearance
{
    [[nodiscard]] static decision forward(const exchange& ex)
    {
        return decided::forward{cleared(find_bearer_use(ex))};
    }
};

namespace {

std::size_t or_unlimited(std::size_t setting) { return setting > 0 ? setting : SIZE_MAX; }

/// Copies what outlives the views into the head.
void note_request(exchange& ex, const decision_facts& facts)
{
    ex.method = ex.request.method;
    ex.target = redact_target(ex.request.target);
    ex.client_version = ex.request.version;
    ex.is_head = ex.request.verb == boost::beast::http::verb::head;
    ex.format = find_reply_format(ex.request);
    const auto& settings = ex.config->settings();
    const auto most = settings.limits.requests_per_connection_max;
    ex.wants_keep_alive = ex.request.keep_alive && (most == 0 || facts.request_number < most);
    ex.origin = find_client_origin(
        ex.request.fields, ex.request.host, facts.from, settings.trusted_proxies
    );
    if (ex.config->snapshot->force_https_urls) ex.origin.scheme = "https";
    if (!ex.origin.request_id.empty()) ex.request_id = ex.origin.request_id;
    ex.client = ex.origin.address;
    ex.client_network = network_of(ex.client);
}

/// Step 2, parse and limits.
result<> parse(exchange& ex, std::string_view head, const decision_facts& facts)
{
    const auto& limits = ex.config->settings().limits;
    request_head_limits head_limits;
    head_limits.headers_max = or_unlimited(limits.headers_max);
    head_limits.target_bytes_max = or_unlimited(limits.target_bytes_max);
    const auto parsed = parse_request_head(head, head_limits, ex.request);
    note_request(ex, facts);
    if (!parsed) return parsed;
    if (ex.request.content_length > or_unlimited(limits.body_bytes_max))
        return errc::body_too_large;
    return {};
}

/// Step 4, authenticate. Usually the credentials are known or absent.
auth::authenticator::answer authenticate(exchange& ex, const decision_facts& facts)
{
    auth::presented_credentials presented;
    presented.authorization = ex.request.authorization;
    presented.actor_cookie = find_actor_cookie(ex.request.fields);
    presented.network = ex.client_network;
    presented.token_generation = facts.token_generation;
    return ex.config->authenticator.authenticate(presented, ex.began, auth::unix_now());
}

/// Step 3, route, and the rest.
decision decide_route(exchange& ex, const decision_facts& facts)
{
    ex.route = find_route(ex.request.target, ex.config->snapshot->base_url);
    ex.is_public = is_public(ex);
    // The token of --root is a credential of its own, so its page needs no other.
    if (ex.route.kind == route_kind::auth_token && facts.has_root_link) return decided::own_page{};
    auto answer = authenticate(ex, facts);
    if (auto* check = std::get_if<auth::pending_check>(&answer))
        return decided::hash_password{std::move(*check)};
    if (auto* check = std::get_if<auth::pending_token>(&answer))
        return decided::check_token{std::move(*check)};
    if (const auto* why = std::get_if<auth::refusal>(&answer)) return settle(ex, *why);
    return settle(ex, std::get<auth::identity>(std::move(answer)));
}

decision refuse_credentials(auth::refusal why)
{
    switch (why) {
        case auth::refusal::overloaded:
            return decided::refuse{errc::kdf_queue_full};
        case auth::refusal::throttled:
            return decided::refuse{errc::too_many_tries};
        case auth::refusal::unverified:
            return decided::refuse{errc::token_unverified};
        case auth::refusal::no_credentials:
        case auth::refusal::expired:
        case auth::refusal::logged_out:
        case auth::refusal::malformed:
        case auth::refusal::wrong:
            break;
    }
    return decided::challenge{why};
}

}  // namespace

decision decide(exchange& ex, std::string_view head, const decision_facts& facts)
{
    const auto parsed = parse(ex, head, facts);
    if (!parsed) return decided::refuse{parsed.error()};
    return decide_route(ex, facts);
}

decision decide_again(
    exchange& ex, std::shared_ptr<thread_config> current, const decision_facts& facts
)
{
    ex.config = std::move(current);
    return decide_route(ex, facts);
}

decision settle(exchange& ex, const auth::authenticator::settled& who)
{
    if (const auto* why = std::get_if<auth::refusal>(&who)) {
        if (auth::is_anonymous(*why) && is_allowed_preflight(ex)) return decided::preflight{};
        if (!auth::is_anonymous(*why) || !ex.is_public) return refuse_credentials(*why);
    } else {
        ex.identity = std::get<auth::identity>(who);
        const bool needs_login = ex.config->snapshot->http_basic_auth && !ex.is_public;
        if (!ex.identity && needs_login) return decided::challenge{auth::refusal::no_credentials};
    }
    if (ex.identity) ex.actor_id = ex.identity->actor().id();
    if (!passes_cross_origin_check(ex.request, ex.origin.scheme))
        return decided::refuse{errc::cross_origin};
    if (ex.route.kind == route_kind::not_found) return decided::refuse{errc::not_found};
    if (is_closed_to_token(ex)) return decided::refuse{errc::token_on_own_page};
    if (is_own_page(ex.route.kind)) return decided::own_page{};
    return clearance::forward(ex);
}

}  // namespace dsgw
