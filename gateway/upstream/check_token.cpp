#include "gateway/upstream/check_token.hpp"

#include "auth/bearer_token.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/net/await_callback.hpp"

#include <boost/json/parse.hpp>

#include <spdlog/spdlog.h>

#include <cstring>

namespace dsgw {

namespace {

using auth::token_answer;
using token_tries = auth::throttle;

constexpr std::string_view actor_page = "/-/actor.json";

/// Datasette's own page, without permissions on both lines: a form for an actor, else a redirect.
constexpr std::string_view logout_page = "/-/logout";

/// Ends the throttle's attempt, even if the coroutine is destroyed.
class token_try
{
public:
    token_try(token_tries& throttle, const auth::password_try& made)
        : throttle_(throttle), made_(made)
    {}
    ~token_try() { throttle_.end(made_, how, steady_clock::now()); }
    token_try(token_try&&) = delete;
    token_try(const token_try&) = delete;

    token_tries::outcome how = token_tries::outcome::unchecked;

private:
    token_tries& throttle_;
    const auth::password_try& made_;
};

/// The coroutine that asks Datasette. It passes the result to all that wait for it, even if it is
/// destroyed.
class token_leader
{
public:
    token_leader(token_checks& checks, const auth::credential_digest& digest)
        : checks_(checks), digest_(digest)
    {}
    ~token_leader()
    {
        if (!ended_) checks_.end(digest_, {}, steady_clock::now());
    }
    token_leader(token_leader&&) = delete;
    token_leader(const token_leader&) = delete;

    [[nodiscard]] token_answer end(token_answer answer)
    {
        ended_ = true;
        return checks_.end(digest_, std::move(answer), steady_clock::now());
    }

private:
    token_checks& checks_;
    auth::credential_digest digest_;
    bool ended_ = false;
};

/// Waits for the result of another request with an equal token.
task<token_answer> follow(token_checks& checks, const auth::credential_digest& digest)
{
    return await_callback<token_answer>([&checks, digest](auto done) {
        checks.join(digest, done, steady_clock::now());
    });
}

/// The request with the token, or without one if `authorization` is "".
fetch_request request_of(
    const token_bearer& bearer, std::string_view target, const std::string& authorization
)
{
    fetch_request wanted;
    wanted.target = target;
    wanted.host = bearer.host;
    wanted.scheme = bearer.scheme;
    wanted.authorization = authorization;
    wanted.accept = target == actor_page ? "application/json" : "text/html";
    wanted.time = limits::token_check_time;
    return wanted;
}

/// If 0.65 does not show the actor, its logout page tells whether there is one. Datasette decides
/// what an actor may see; an allow block may open a database in a closed instance.
task<actor_answer> ask_logout_page(
    const token_check_services& services, const token_bearer& bearer,
    const std::string& authorization
)
{
    auto asking = services.upstreams.fetch(
        services.settings, bearer.network, request_of(bearer, logout_page, authorization)
    );
    const auto got = co_await std::move(asking);
    if (!got) co_return actor_answer::unverified;
    if (got->status == 200) co_return actor_answer::named;
    co_return got->status >= 300 && got->status < 400 ? actor_answer::refused
                                                      : actor_answer::unverified;
}

/// @param who  set for `named`; an actor without an id if Datasette does not show it.
task<actor_answer> ask_datasette(
    const token_check_services& services, const token_bearer& bearer,
    const std::string& authorization, auth::actor_ptr& who
)
{
    auto asking = services.upstreams.fetch(
        services.settings, bearer.network, request_of(bearer, actor_page, authorization)
    );
    const auto got = co_await std::move(asking);
    if (!got) co_return actor_answer::unverified;
    auto answer = read_actor_answer(*got, who);
    if (answer != actor_answer::forbidden) co_return answer;
    answer = co_await ask_logout_page(services, bearer, authorization);
    if (answer == actor_answer::named)
        who = std::make_shared<const auth::actor>(boost::json::object());
    co_return answer;
}

/// A plugin may name an actor for every request, and then a token proves nothing. So a token is
/// accepted only if Datasette names no actor without one.
task<actor_answer> ask_without_token(
    const token_check_services& services, const token_bearer& bearer, unsigned generation
)
{
    if (services.checks.is_control_known(steady_clock::now())) co_return actor_answer::refused;
    auth::actor_ptr anybody;
    const std::string no_token;
    const auto answer = co_await ask_datasette(services, bearer, no_token, anybody);
    if (answer == actor_answer::refused)
        services.checks.control_passed(generation, steady_clock::now());
    if (answer == actor_answer::named) {
        spdlog::error(
            "Bearer tokens are refused: Datasette names an actor ({}) for a request without a "
            "token; with http_basic_auth on, no plugin may name an actor for every request",
            anybody->id()
        );
    }
    co_return answer;
}

task<token_answer> verify_token(
    const token_check_services& services, const token_bearer& bearer, const secret_bytes& token
)
{
    token_answer made;
    made.generation = services.checks.generation();
    std::string authorization = "Bearer ";
    authorization += token.view();
    const auto answer = co_await ask_datasette(services, bearer, authorization, made.who);
    explicit_bzero(authorization.data(), authorization.size());
    if (answer == actor_answer::refused) made.what = token_answer::kind::refused;
    if (answer != actor_answer::named) co_return made;
    const auto control = co_await ask_without_token(services, bearer, made.generation);
    if (control == actor_answer::refused) made.what = token_answer::kind::named;
    if (control == actor_answer::named) made.what = token_answer::kind::refused;
    co_return made;
}

task<token_answer> verify_once(
    const token_check_services& services, const token_bearer& bearer, auth::pending_token& pending
)
{
    switch (services.checks.begin(pending.digest, bearer.network)) {
        case token_checks::role::wait:
            break;
        case token_checks::role::follow: {
            auto following = follow(services.checks, pending.digest);
            co_return co_await std::move(following);
        }
        case token_checks::role::lead: {
            token_leader leader(services.checks, pending.digest);
            auto verifying = verify_token(services, bearer, pending.token);
            auto answer = co_await std::move(verifying);
            answer = leader.end(std::move(answer));
            if (answer.what == token_answer::kind::named)
                services.audit.write({audit_event::token_accepted, bearer.client, answer.who->id()}
                );
            co_return answer;
        }
    }
    co_return token_answer();
}

std::uint64_t number_of_token(const auth::credential_digest& digest)
{
    std::uint64_t number = 0;
    static_assert(sizeof number <= sizeof digest);
    std::memcpy(&number, digest.data(), sizeof number);
    return number;
}

token_tries::outcome token_outcome_of(token_answer::kind what)
{
    switch (what) {
        case token_answer::kind::unverified:
            return token_tries::outcome::unchecked;
        case token_answer::kind::refused:
            return token_tries::outcome::wrong;
        case token_answer::kind::named:
            return token_tries::outcome::right;
    }
    return token_tries::outcome::unchecked;
}

}  // namespace

actor_answer read_actor_answer(const fetch_response& from, auth::actor_ptr& who)
{
    if (from.status == 403) return actor_answer::forbidden;
    const bool is_passing = from.status < 200 || from.status >= 500 || from.status == 408 ||
                            from.status == 425 || from.status == 429;
    if (is_passing) return actor_answer::unverified;
    if (from.status != 200) return actor_answer::refused;
    boost::system::error_code malformed;
    const auto value = boost::json::parse(from.body, malformed);
    if (malformed || !value.is_object()) return actor_answer::unverified;
    const auto& object = value.get_object();
    const auto* actor = object.if_contains("actor");
    if (actor == nullptr) return actor_answer::unverified;
    if (!actor->is_object() || actor->get_object().empty()) return actor_answer::refused;
    who = std::make_shared<const auth::actor>(actor->get_object());
    return actor_answer::named;
}

task<token_check_result> check_token(
    token_check_services services, auth::pending_token& pending, token_bearer bearer
)
{
    token_check_result result;
    if (!pending.has_ended) {
        if (auto known = services.checks.find(pending.digest, steady_clock::now())) {
            result.answer = std::move(*known);
            co_return result;
        }
    }
    // Tokens have no account. Each network counts as one name, so that guesses from one network do
    // not slow down another.
    const std::string account = "Bearer " + bearer.network;
    const auth::password_try made{account, bearer.network, number_of_token(pending.digest)};
    const auto verdict = services.throttle.begin(made, steady_clock::now());
    if (verdict.what == token_tries::answer::refuse) {
        result.retry_after = auth::retry_after(verdict.wait);
        services.audit.write({audit_event::throttled, bearer.client, {}});
        co_return result;
    }
    token_try trying(services.throttle, made);
    if (verdict.wait.count() > 0) {
        const auto context = co_await asio::this_coro::executor;
        steady_timer pause(context, verdict.wait);
        co_await pause.async_wait(as_result);
    }
    if (pending.has_ended) {
        result.answer.what = token_answer::kind::refused;
    } else {
        auto verifying = verify_once(services, bearer, pending);
        result.answer = co_await std::move(verifying);
    }
    trying.how = token_outcome_of(result.answer.what);
    if (result.answer.what == token_answer::kind::refused)
        services.audit.write({audit_event::token_refused, bearer.client, {}});
    co_return result;
}

}  // namespace dsgw
