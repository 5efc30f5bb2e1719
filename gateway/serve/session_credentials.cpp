// Step 4, authenticate: the request's credentials are checked, and checked again where time has
// passed since.

#include "gateway/http/cookie_header.hpp"
#include "gateway/http/header_rewrite.hpp"
#include "gateway/request/challenge.hpp"
#include "gateway/request/session_cookie.hpp"
#include "gateway/serve/session.hpp"
#include "gateway/upstream/check_token.hpp"

#include <algorithm>
#include <utility>

namespace dsgw {

namespace {

/// The value of Retry-After for a client whose token must be checked again.
constexpr std::chrono::seconds token_retry{1};

bool has_same_public_paths(const config& one, const config& other)
{
    const auto is_same = [](const public_entry& a, const public_entry& b) {
        return a.path == b.path && a.query == b.query;
    };
    return one.base_url == other.base_url &&
           std::ranges::equal(one.settings.public_paths, other.settings.public_paths, is_same);
}

}  // namespace

/// Almost always the credentials are known, or there are none: nothing to wait for.
auth::authenticator::answer session::ask_authenticator(exchange& ex) const
{
    auth::presented_credentials presented;
    presented.authorization = ex.request.authorization;
    presented.actor_cookie = find_actor_cookie(ex.request.fields);
    presented.network = ex.client_network;
    presented.token_generation = worker_.services.tokens->generation();
    return ex.config->authenticator.authenticate(presented, ex.began, auth::unix_now());
}

task<session::after> session::check_password(exchange& ex, auth::pending_check pending)
{
    const auto digest = pending.job.digest;
    auto checking = dsgw::check_password(worker_.services.passwords, pending, ex.client_network);
    const auto guess = co_await std::move(checking);
    ex.retry_after = guess.retry_after;
    audit_login_attempt(worker_.services.audit, guess, {ex.client, pending.user});
    if (guess.retry_after) co_return co_await settle(ex, auth::refusal::throttled);
    if (ex.config != worker_.current_config() && guess.checked != auth::kdf_outcome::overloaded) {
        // A reload arrived meanwhile: the present configuration decides.
        const auto hashed_with = std::exchange(ex.config, worker_.current_config());
        ex.route = find_route(ex.request.target, ex.config->snapshot->base_url);
        auto asked_again = ask_authenticator(ex);
        if (auto* again = std::get_if<auth::pending_check>(&asked_again)) {
            auto checking_again = check_password(ex, std::move(*again));
            co_return co_await std::move(checking_again);
        }
        if (const auto* why = std::get_if<auth::refusal>(&asked_again))
            co_return co_await settle(ex, *why);
        co_return co_await settle(ex, std::get<auth::identity>(std::move(asked_again)));
    }
    const auto now = steady_clock::now();
    const auto who = ex.config->authenticator.settle(digest, pending.known, guess.checked, now);
    co_return co_await settle(ex, who);
}

/// Datasette says whose token it is.
task<session::after> session::check_bearer_token(exchange& ex, auth::pending_token pending)
{
    const token_check_services services{
        *worker_.services.tokens, worker_.services.passwords.guesses, worker_.services.audit,
        worker_.upstreams, ex.config->settings().upstream};
    const token_bearer bearer{
        ex.client, ex.client_network, std::string(ex.request.host), std::string(ex.origin.scheme)};
    auto checking = check_token(services, pending, bearer);
    const auto checked = co_await std::move(checking);
    ex.retry_after = checked.retry_after;
    if (checked.retry_after) co_return co_await settle(ex, auth::refusal::throttled);
    const auto now = steady_clock::now();
    const auto who = ex.config->authenticator.settle_token(pending.digest, checked.answer, now);
    co_return co_await settle(ex, who);
}

/// A body may take its time: the present configuration decides what its sender may do.
/// @return false if that is nothing any more.
bool session::follow_reload(exchange& ex)
{
    ex.config = worker_.current_config();
    ex.identity = ex.config->authenticator.recheck(ex.identity, auth::unix_now());
    return ex.identity || !ex.config->snapshot->http_basic_auth || is_public(ex);
}

/// @param who  the authenticated identity; replaced by the one that the request may use now.
/// @return     the reason why it has lost its access.
result<> session::find_lost_grant(const request_grant& given, auth::identity& who) const
{
    const auto& current = *worker_.current_config();
    const bool is_reloaded = given.config.get() != &current;
    const bool is_session = who && who->how() == auth::proof::session;
    // A logout ends sessions without a reload; only bodies take long enough for one.
    if (!is_reloaded && !(is_session && given.has_body)) return {};
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

result<> session::check_grant(exchange& ex)
{
    auto who = ex.identity;
    const auto granted = find_lost_grant(grant_of(ex), who);
    if (granted == errc::token_unverified) ex.retry_after = token_retry;
    if (!granted || who == ex.identity) return granted;
    if (who->actor().text() != ex.identity->actor().text()) {
        replace_actor_cookie(ex.upstream_head, who->upstream_cookie(auth::unix_now()));
        ex.actor_id = who->actor().id();
    }
    ex.identity = std::move(who);
    return {};
}

result<> session::check_grant(const request_grant& given) const
{
    auto who = given.identity;
    return find_lost_grant(given, who);
}

task<> session::end_session(exchange& ex)
{
    if (!ex.identity || ex.identity->how() != auth::proof::session) co_return;
    worker_.services.audit.write({audit_event::logged_out, ex.client, ex.identity->actor().id()});
    auto adding = worker_.services.revocations.add(
        ended_session_of(*ex.identity, ex.config->settings().session)
    );
    co_await std::move(adding);
}

}  // namespace dsgw
