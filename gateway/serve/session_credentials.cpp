// Step 4, authenticate: the two checks that take time. Then the checks for forward() that the
// credentials are still valid.

#include "gateway/request/password_check.hpp"
#include "gateway/request/session_cookie.hpp"
#include "gateway/serve/session.hpp"
#include "gateway/upstream/check_token.hpp"

#include <utility>

namespace dsgw {

task<connection_fate> session::answer(exchange& ex, decided::hash_password pending)
{
    auto& check = pending.check;
    const auto digest = check.job.digest;
    auto checking = check_password(worker_.services.passwords, check, ex.client_network);
    const auto outcome = co_await std::move(checking);
    ex.retry_after = outcome.retry_after;
    audit_login_attempt(worker_.services.audit, outcome, {ex.client, check.user});
    // A reload may have arrived meanwhile: the present configuration decides.
    const bool is_reloaded = ex.config != worker_.current_config();
    decision next;
    if (outcome.retry_after) {
        next = settle(ex, auth::refusal::throttled);
    } else if (is_reloaded && outcome.checked != auth::kdf_outcome::overloaded) {
        next = decide_again(ex, worker_.current_config(), facts());
    } else {
        auto& judge = ex.config->authenticator;
        next = settle(ex, judge.settle(digest, check.known, outcome.checked, steady_clock::now()));
    }
    co_return co_await carry_out(ex, std::move(next));
}

task<connection_fate> session::answer(exchange& ex, decided::check_token pending)
{
    const token_check_services services{
        *worker_.services.tokens, worker_.services.passwords.guesses, worker_.services.audit,
        worker_.upstreams, ex.config->settings().upstream};
    const token_bearer bearer{
        ex.client, ex.client_network, std::string(ex.request.host), std::string(ex.origin.scheme)};
    auto checking = dsgw::check_token(services, pending.check, bearer);
    const auto checked = co_await std::move(checking);
    ex.retry_after = checked.retry_after;
    decision next;
    if (checked.retry_after) {
        next = settle(ex, auth::refusal::throttled);
    } else {
        auto& judge = ex.config->authenticator;
        const auto& digest = pending.check.digest;
        next = settle(ex, judge.settle_token(digest, checked.answer, steady_clock::now()));
    }
    co_return co_await carry_out(ex, std::move(next));
}

result<> session::check_grant(exchange& ex) { return recheck(ex, *worker_.current_config()); }

result<> session::check_grant(const request_grant& given) const
{
    auto who = given.identity;
    return recheck(given, *worker_.current_config(), who);
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
