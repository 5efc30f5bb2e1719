#pragma once

// One authenticator with two accounts and a clock that the test moves; and what its answers are.

#include "auth/authenticator.hpp"
#include "auth/password_hash.hpp"
#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dsgw::auth::test {

using std::chrono::seconds;

inline constexpr std::chrono::steady_clock::time_point steady{};
inline const unix_time now{seconds(1'800'000'000)};

inline std::string basic(std::string_view pair) { return "Basic " + encode_plainly(pair); }

enum class auth_mode
{
    required,
    optional,
};

inline std::shared_ptr<const account_book> make_book()
{
    const auto hash = [](const char* password) { return make_cheap_hash(password); };
    return std::make_shared<const account_book>(std::vector<account>{
        {"alice", hash("wonder"), make_actor(R"({"id":"alice","roles":["staff"]})")},
        {"bob", hash("builder"), make_actor(R"({"id":"bob"})")},
    });
}

inline std::shared_ptr<const session_sealer> make_sealer(std::string_view site = "a site")
{
    return std::make_shared<const session_sealer>(session_key{1}, site);
}

/// As with --root: sessions without an account are accepted.
inline authenticator_settings with_root(authenticator_settings settings = {})
{
    settings.root_enabled = true;
    return settings;
}

// One authenticator with a clock that the test moves.
struct fixture
{
    explicit fixture(
        auth_mode mode, authenticator_settings given = {},
        std::shared_ptr<const account_book> accounts = make_book()
    )
        : book(std::move(accounts)), gate(book, signer, {}, with_mode(given, mode))
    {}

    static authenticator_settings with_mode(authenticator_settings settings, auth_mode mode)
    {
        settings.auth_required = mode == auth_mode::required;
        if (!settings.sessions) settings.sessions = make_sealer();
        return settings;
    }

    /// The cookie of a session of the --root link.
    [[nodiscard]] std::string root_session(
        const std::string& id, unix_time expires, std::string_view actor = R"({"id":"root"})"
    ) const
    {
        auto session = session_sealer::make_session(session_origin::root_link, now);
        session.id = id;
        return cookie_of(session, expires, actor);
    }

    /// The cookie of a session of that account as `with` has it.
    [[nodiscard]] std::string account_session(
        const account& with, unix_time expires = now + seconds(1000)
    ) const
    {
        const auto session = make_sealer()->make_session(with.name, with.stored_hash, now);
        return cookie_of(session, expires, with.who->text());
    }

    [[nodiscard]] std::string cookie_of(
        const gateway_session& session, unix_time expires, std::string_view actor
    ) const
    {
        return make_session_cookie(
            *signer, *make_sealer(), *make_actor(std::string(actor)), session, expires
        );
    }

    authenticator::answer ask(
        std::optional<std::string_view> authorization, std::optional<std::string_view> cookie = {},
        seconds later = seconds(0)
    )
    {
        return gate.authenticate({authorization, cookie, "192.0.2.1"}, steady + later, now + later);
    }

    authenticator::answer ask_cookie(std::string_view cookie, seconds later = seconds(0))
    {
        return ask(std::nullopt, cookie, later);
    }

    /// Both halves, the hash computed here and now.
    authenticator::settled log_in(std::string_view authorization, seconds later = seconds(0))
    {
        auto first = ask(authorization, std::nullopt, later);
        if (auto* check = std::get_if<pending_check>(&first)) {
            ++hashed;
            const auto matched =
                verify_password(check->job.password.view(), check->job.stored_hash);
            return gate.settle(
                check->job.digest, check->known,
                matched.value() ? kdf_outcome::match : kdf_outcome::mismatch, steady + later
            );
        }
        if (auto* who = std::get_if<identity>(&first)) return *who;
        return std::get<refusal>(first);
    }

    std::shared_ptr<const account_book> book;
    std::shared_ptr<const cookie_signer> signer = std::make_shared<const cookie_signer>("s3cr3t");
    authenticator gate;
    int hashed = 0;
};

bool is_refusal(const auto& answer, refusal why)
{
    const refusal* given = std::get_if<refusal>(&answer);
    return given != nullptr && *given == why;
}

bool is_anonymous(const auto& answer)
{
    const identity* given = std::get_if<identity>(&answer);
    return given != nullptr && *given == nullptr;
}

identity who_is(const auto& answer)
{
    const identity* given = std::get_if<identity>(&answer);
    BOOST_REQUIRE(given != nullptr);
    BOOST_REQUIRE(*given != nullptr);
    return *given;
}

}  // namespace dsgw::auth::test
