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
auth::authenticator::answer session::ask_authenticator(exchange& x) const
{
    auth::presented_credentials presented;
    presented.authorization = x.request.authorization;
    presented.actor_cookie = find_actor_cookie(x.request.fields);
    presented.network = x.client_network;
    presented.token_generation = worker_.shared.tokens->generation();
    return x.at->authenticator.authenticate(presented, x.began, auth::unix_now());
}

task<session::after> session::check_password(exchange& x, auth::pending_check pending)
{
    const auto digest = pending.job.digest;
    auto checking = dsgw::check_password(worker_.shared.passwords, pending, x.client_network);
    const auto guess = co_await std::move(checking);
    x.retry_after = guess.retry_after;
    audit_login_attempt(worker_.shared.audit, guess, {x.client, pending.user});
    if (guess.retry_after) co_return co_await settle(x, auth::refusal::throttled);
    if (x.at != worker_.current_site() && guess.checked != auth::kdf_outcome::overloaded) {
        // A reload arrived meanwhile: the present configuration decides.
        const auto hashed_with = std::exchange(x.at, worker_.current_site());
        x.where = find_route(x.request.target, x.at->configured().base_url);
        auto asked_again = ask_authenticator(x);
        if (auto* again = std::get_if<auth::pending_check>(&asked_again)) {
            auto checking_again = check_password(x, std::move(*again));
            co_return co_await std::move(checking_again);
        }
        if (const auto* why = std::get_if<auth::refusal>(&asked_again))
            co_return co_await settle(x, *why);
        co_return co_await settle(x, std::get<auth::identity>(std::move(asked_again)));
    }
    const auto now = steady_clock::now();
    const auto who = x.at->authenticator.settle(digest, pending.known, guess.checked, now);
    co_return co_await settle(x, who);
}

/// Datasette says whose token it is.
task<session::after> session::check_bearer_token(exchange& x, auth::pending_token pending)
{
    const token_check_services services{
        *worker_.shared.tokens, worker_.shared.passwords.guesses, worker_.shared.audit,
        worker_.upstreams, x.at->settings().upstream};
    const token_bearer bearer{
        x.client, x.client_network, std::string(x.request.host), std::string(x.origin.scheme)};
    auto checking = check_token(services, pending, bearer);
    const auto checked = co_await std::move(checking);
    x.retry_after = checked.retry_after;
    if (checked.retry_after) co_return co_await settle(x, auth::refusal::throttled);
    const auto now = steady_clock::now();
    const auto who = x.at->authenticator.settle_token(pending.digest, checked.answer, now);
    co_return co_await settle(x, who);
}

/// A body may take its time: the present configuration decides what its sender may do.
/// @return false if that is nothing any more.
bool session::follow_reload(exchange& x)
{
    x.at = worker_.current_site();
    x.who = x.at->authenticator.recheck(x.who, auth::unix_now());
    return x.who || !x.at->configured().http_basic_auth || is_open(x);
}

/// @param who  the authenticated identity; replaced by the one that the request may use now.
/// @return     the reason why it has lost its access.
result<> session::find_lost_grant(const request_grant& given, auth::identity& who) const
{
    const auto& current = *worker_.current_site();
    const bool is_reloaded = given.at.get() != &current;
    const bool is_session = who && who->how() == auth::proof::session;
    // A log-out ends sessions without a reload; only bodies take long enough for one.
    if (!is_reloaded && !(is_session && given.has_body)) return {};
    if (is_reloaded && given.forwards_bearer) return errc::token_unverified;
    if (who) {
        who = current.authenticator.recheck(who, auth::unix_now());
        if (!who) return errc::credentials_required;
        return {};
    }
    const auto& before = given.at->configured();
    const auto& now = current.configured();
    if (!now.http_basic_auth) return {};
    const bool is_still_public =
        before.http_basic_auth && given.is_public && has_same_public_paths(before, now);
    if (is_still_public) return {};
    return errc::credentials_required;
}

result<> session::check_grant(exchange& x)
{
    auto who = x.who;
    const auto granted = find_lost_grant(grant_of(x), who);
    if (granted == errc::token_unverified) x.retry_after = token_retry;
    if (!granted || who == x.who) return granted;
    if (who->who().text() != x.who->who().text()) {
        replace_actor_cookie(x.upstream_head, who->upstream_cookie(auth::unix_now()));
        x.actor = who->who().id();
    }
    x.who = std::move(who);
    return {};
}

result<> session::check_grant(const request_grant& given) const
{
    auto who = given.who;
    return find_lost_grant(given, who);
}

task<> session::end_session(exchange& x)
{
    if (!x.who || x.who->how() != auth::proof::session) co_return;
    worker_.shared.audit.write({audit_event::logged_out, x.client, x.who->who().id()});
    auto adding = worker_.shared.ended.add(ended_session_of(*x.who, x.at->settings().session));
    co_await std::move(adding);
}

}  // namespace dsgw
