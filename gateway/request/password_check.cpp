#include "gateway/request/password_check.hpp"

#include "gateway/net/await_callback.hpp"

#include <cstring>

namespace dsgw {

namespace {

using tries = auth::throttle;

/// Ends the throttle's attempt, even if the coroutine is destroyed.
class try_in_flight
{
public:
    try_in_flight(tries& guesses, const auth::password_try& made) : guesses_(guesses), made_(made)
    {}
    ~try_in_flight() { guesses_.end(made_, how, steady_clock::now()); }
    try_in_flight(try_in_flight&&) = delete;
    try_in_flight(const try_in_flight&) = delete;

    tries::outcome how = tries::outcome::unchecked;

private:
    tries& guesses_;
    const auth::password_try& made_;
};

/// Equal for equal credentials.
std::uint64_t number_of(const auth::credential_digest& digest)
{
    std::uint64_t number = 0;
    static_assert(sizeof number <= sizeof digest);
    std::memcpy(&number, digest.data(), sizeof number);
    return number;
}

tries::outcome outcome_of(auth::kdf_outcome checked, bool is_known)
{
    if (checked == auth::kdf_outcome::overloaded) return tries::outcome::unchecked;
    // A password that matches the decoy of an unknown user is not right.
    const bool right = checked == auth::kdf_outcome::match && is_known;
    return right ? tries::outcome::right : tries::outcome::wrong;
}

}  // namespace

auth::throttle_limits throttle_limits_of(const throttle_settings& from)
{
    return {from.enabled, from.free_tries, from.window, from.max_delay};
}

task<password_check_result> check_password(
    password_checker checks, auth::pending_check& pending, std::string network
)
{
    const auto credential = number_of(pending.job.digest);
    const auth::password_try made{pending.user, network, credential};
    password_check_result outcome;
    const auto verdict = checks.guesses.begin(made, steady_clock::now());
    if (verdict.what == tries::answer::refuse) {
        outcome.retry_after = auth::retry_after(verdict.wait);
        co_return outcome;
    }
    try_in_flight in_flight(checks.guesses, made);
    auto wait = verdict.wait;
    if (wait.count() == 0) wait = checks.guesses.wait_for_turn(made, steady_clock::now());
    while (wait.count() > 0) {
        const auto context = co_await asio::this_coro::executor;
        steady_timer pause(context, wait);
        co_await pause.async_wait(as_result);
        wait = checks.guesses.wait_for_turn(made, steady_clock::now());
    }
    pending.job.is_known_network = verdict.is_known_network;
    auto hashing = compute_hash(checks.hashes, std::move(pending.job));
    outcome.checked = co_await std::move(hashing);
    outcome.how = in_flight.how = outcome_of(outcome.checked, pending.known != nullptr);
    co_return outcome;
}

void audit_login_attempt(audit_log& audit, const password_check_result& guess, login_attempt who)
{
    if (guess.retry_after) {
        audit.write({audit_event::throttled, who.client, who.user});
    } else if (guess.how != tries::outcome::unchecked) {
        const bool right = guess.how == tries::outcome::right;
        const auto what = right ? audit_event::logged_in : audit_event::log_in_failed;
        audit.write({what, who.client, who.user});
    }
}

}  // namespace dsgw
