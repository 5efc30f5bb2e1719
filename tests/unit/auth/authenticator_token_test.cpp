#include "auth/account_history.hpp"
#include "tests/unit/auth/authenticator_fixture.hpp"

using namespace dsgw::auth;
using namespace dsgw::auth::test;

BOOST_AUTO_TEST_SUITE(authenticator_token_test)

namespace {

constexpr seconds minute{60};

/// One request; `generation` is what the threads have in common then.
authenticator::answer ask_token(
    fixture& f, std::string_view authorization, seconds later = seconds(0), unsigned generation = 1
)
{
    presented_credentials presented;
    presented.authorization = authorization;
    presented.network = "192.0.2.1";
    presented.token_generation = generation;
    return f.gate.authenticate(presented, steady + later, now + later);
}

token_answer answer_of(token_answer::kind what, unsigned generation = 1)
{
    token_answer made;
    made.what = what;
    made.generation = generation;
    made.until = steady + minute;
    if (what == token_answer::kind::named) made.who = make_actor(R"({"id":"bot"})");
    return made;
}

authenticator::settled settle(
    fixture& f, std::string_view authorization, const token_answer& what,
    seconds later = seconds(0), unsigned generation = 1
)
{
    const auto asked = ask_token(f, authorization, later, generation);
    const auto* pending = std::get_if<pending_token>(&asked);
    BOOST_TEST_REQUIRE(pending != nullptr);
    return f.gate.settle_token(pending->digest, what, steady + later);
}

refusal refusal_of(const authenticator::answer& from)
{
    const auto* why = std::get_if<refusal>(&from);
    BOOST_TEST_REQUIRE(why != nullptr);
    return *why;
}

}  // namespace

BOOST_AUTO_TEST_CASE(asks_about_a_token_of_datasettes_with_basic_auth_only)
{
    fixture closed(auth_mode::required);
    const auto asked = ask_token(closed, "Bearer dstok_x");
    const auto* pending = std::get_if<pending_token>(&asked);
    BOOST_TEST_REQUIRE(pending != nullptr);
    BOOST_TEST(pending->token.view() == "dstok_x");

    fixture open(auth_mode::optional);
    for (const char* value : {"Bearer dstok_x", "Bearer dsgw_x", "Bearer", "bearer x"}) {
        const auto anonymous = ask_token(open, value);
        BOOST_TEST_REQUIRE(std::holds_alternative<identity>(anonymous));
        BOOST_TEST((std::get<identity>(anonymous) == nullptr));
    }
}

BOOST_AUTO_TEST_CASE(never_asks_about_a_token_of_the_gateways_or_a_malformed_one)
{
    fixture f(auth_mode::required);
    for (const char* value : {"Bearer dsgw_x", "Bearer  dsgw_x", "bearer dsgw_x"})
        BOOST_TEST((refusal_of(ask_token(f, value)) == refusal::wrong), value);
    for (const char* value : {"Bearer", "Bearer ", "bearer x", "Bearer x y", "Bearer \xff"})
        BOOST_TEST((refusal_of(ask_token(f, value)) == refusal::malformed), value);
}

BOOST_AUTO_TEST_CASE(remembers_a_named_actor_until_the_answer_ends)
{
    fixture f(auth_mode::required);
    const auto named = answer_of(token_answer::kind::named);
    const auto settled = settle(f, "Bearer good", named);
    const auto* who = std::get_if<identity>(&settled);
    BOOST_TEST_REQUIRE(who != nullptr);
    BOOST_TEST((*who)->actor().id() == "bot");
    BOOST_TEST(((*who)->how() == proof::token));
    BOOST_TEST((*who)->upstream_cookie(now) == "");

    BOOST_TEST(std::holds_alternative<identity>(ask_token(f, "Bearer good", minute - seconds(1))));
    BOOST_TEST(std::holds_alternative<pending_token>(ask_token(f, "Bearer good", minute)));
    BOOST_TEST(std::holds_alternative<pending_token>(ask_token(f, "Bearer other")));
    // The same text is no other credential.
    BOOST_TEST(!std::holds_alternative<identity>(ask_token(f, "Basic good")));
}

BOOST_AUTO_TEST_CASE(remembers_a_refused_token_briefly)
{
    fixture f(auth_mode::required);
    const auto settled = settle(f, "Bearer bad", answer_of(token_answer::kind::refused));
    BOOST_TEST((std::get<refusal>(settled) == refusal::wrong));
    BOOST_TEST((refusal_of(ask_token(f, "Bearer bad")) == refusal::wrong));
    BOOST_TEST(std::holds_alternative<pending_token>(ask_token(f, "Bearer bad", seconds(5))));
}

BOOST_AUTO_TEST_CASE(remembers_nothing_where_datasette_did_not_say)
{
    fixture f(auth_mode::required);
    const auto settled = settle(f, "Bearer x", answer_of(token_answer::kind::unverified));
    BOOST_TEST((std::get<refusal>(settled) == refusal::unverified));
    BOOST_TEST(std::holds_alternative<pending_token>(ask_token(f, "Bearer x")));
    auto nobody = answer_of(token_answer::kind::named);
    nobody.who = nullptr;
    BOOST_TEST(!std::holds_alternative<identity>(settle(f, "Bearer y", nobody)));
}

BOOST_AUTO_TEST_CASE(forgets_every_token_when_the_generation_changes)
{
    fixture f(auth_mode::required);
    (void)settle(f, "Bearer good", answer_of(token_answer::kind::named));
    BOOST_TEST(std::holds_alternative<pending_token>(ask_token(f, "Bearer good", seconds(1), 2)));
    BOOST_TEST(std::holds_alternative<pending_token>(ask_token(f, "Bearer good", seconds(1), 1)));
    // An answer from before is not remembered.
    (void)settle(f, "Bearer good", answer_of(token_answer::kind::named, 1), seconds(0), 2);
    BOOST_TEST(std::holds_alternative<pending_token>(ask_token(f, "Bearer good", seconds(1), 2)));
}

BOOST_AUTO_TEST_CASE(a_signed_token_ends_with_the_account_of_its_actor)
{
    account_history history("s3cr3t");
    history.begin_without_file();
    authenticator_settings settings;
    settings.history = &history;
    fixture closed(auth_mode::required, settings);
    fixture open(auth_mode::optional, settings);
    const auto with = [&](std::int64_t created) {
        const auto claims = R"({"a":"alice","t":)" + std::to_string(created) + "}";
        return "Bearer dstok_" + closed.signer->sign(claims, "token");
    };
    const auto token = with(100);
    const auto has_ended = [&](std::string_view value) {
        const auto asked = ask_token(closed, value);
        const auto* pending = std::get_if<pending_token>(&asked);
        BOOST_TEST_REQUIRE(pending != nullptr);
        BOOST_TEST(pending->has_ended != open.gate.admits_bearer(value));
        return pending->has_ended;
    };
    const auto update = [&](const account_book& book, std::int64_t at) {
        BOOST_TEST(!history.update(book, false, unix_time(seconds(at))));
    };
    update(*closed.book, 50);
    BOOST_TEST(!has_ended(token));
    BOOST_TEST(!has_ended("Bearer other"));
    for (const std::string& unreadable :
         {"Bearer dstok_." + std::string(27, 'y'), "Bearer dstok_x." + std::string(30, 'y')})
        BOOST_TEST(has_ended(unreadable), unreadable);
    (void)settle(closed, token, answer_of(token_answer::kind::named));
    BOOST_TEST(std::holds_alternative<identity>(ask_token(closed, token)));
    update(account_book({}), 200);
    BOOST_TEST(has_ended(token));  // also if it is remembered
    update(*closed.book, 300);
    BOOST_TEST(has_ended(with(200)));
    BOOST_TEST(!has_ended(with(201)));
}

BOOST_AUTO_TEST_CASE(an_actor_of_a_token_has_to_be_named_again_after_a_reload)
{
    fixture f(auth_mode::required);
    const auto named =
        std::get<identity>(settle(f, "Bearer good", answer_of(token_answer::kind::named)));
    BOOST_TEST((f.gate.recheck(named, now) == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
