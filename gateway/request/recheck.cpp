#include "gateway/request/recheck.hpp"

#include "gateway/http/header_rewrite.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/request/challenge.hpp"

#include <algorithm>
#include <utility>

namespace dsgw {

namespace {

bool has_same_public_paths(const config& one, const config& other)
{
    const auto is_same = [](const public_entry& a, const public_entry& b) {
        return a.path == b.path && a.query == b.query;
    };
    return one.base_url == other.base_url &&
           std::ranges::equal(one.settings.public_paths, other.settings.public_paths, is_same);
}

}  // namespace

request_grant grant_of(const exchange& ex)
{
    return {ex.config, ex.identity, ex.is_public, ex.forwards_bearer, ex.body_forwarded};
}

result<> recheck(const request_grant& given, const thread_config& current, auth::identity& who)
{
    const bool is_reloaded = given.config.get() != &current;
    const bool is_session = who && who->how() == auth::proof::session;
    // A logout ends sessions without a reload.
    if (!is_reloaded && !(is_session && given.is_lasting)) return {};
    if (is_reloaded && given.forwards_bearer) return errc::token_unverified;
    if (who) {
        who = current.authenticator.recheck(who, auth::unix_now());
        if (!who) return errc::credentials_required;
        return {};
    }
    const auto& before = *given.config->snapshot;
    const auto& now = *current.snapshot;
    if (!now.http_basic_auth) return {};
    const bool is_still_public =
        before.http_basic_auth && given.is_public && has_same_public_paths(before, now);
    if (is_still_public) return {};
    return errc::credentials_required;
}

result<> recheck(exchange& ex, const thread_config& current)
{
    auto who = ex.identity;
    const auto granted = recheck(grant_of(ex), current, who);
    if (granted == errc::token_unverified) ex.retry_after = limits::token_retry;
    if (!granted || who == ex.identity) return granted;
    if (who->actor().text() != ex.identity->actor().text()) {
        replace_actor_cookie(ex.upstream_head, who->upstream_cookie(auth::unix_now()));
        ex.actor_id = who->actor().id();
    }
    ex.identity = std::move(who);
    return {};
}

bool follow_reload(exchange& ex, std::shared_ptr<thread_config> current)
{
    ex.config = std::move(current);
    ex.identity = ex.config->authenticator.recheck(ex.identity, auth::unix_now());
    return ex.identity || !ex.config->snapshot->http_basic_auth || is_public(ex);
}

}  // namespace dsgw
