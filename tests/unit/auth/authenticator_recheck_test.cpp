// Sessions and proven identities after a change of the configuration.

#include "auth/account_history.hpp"
#include "auth/session_id.hpp"
#include "tests/unit/auth/authenticator_fixture.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using namespace dsgw::auth;
using namespace dsgw::auth::test;

BOOST_AUTO_TEST_SUITE(authenticator_recheck)

BOOST_AUTO_TEST_CASE(a_session_does_not_outlive_its_account_under_the_same_name)
{
    const auto of_hash = [](const char* hash) {
        return std::make_shared<const account_book>(std::vector<account>{
            {"bob", hash, make_actor(R"({"id":"bob"})")}});
    };
    const auto first_book = of_hash("first");
    fixture first(auth_mode::required, {}, first_book);
    const auto session = first.account_session(*first_book->find("bob"));
    const identity bob = who_is(first.ask_cookie(session));
    fixture second(auth_mode::required, {}, of_hash("second"));
    BOOST_TEST(is_refusal(second.ask_cookie(session), refusal::expired));
    BOOST_TEST(!second.gate.recheck(bob, now));
    BOOST_TEST(second.gate.find_unchanged(*first_book->find("bob")) == nullptr);
    fixture same(auth_mode::required, {}, of_hash("first"));
    BOOST_TEST(who_is(same.ask_cookie(session))->actor().id() == "bob");
    BOOST_TEST((same.gate.recheck(bob, now) != nullptr));
    BOOST_TEST((same.gate.find_unchanged(*first_book->find("bob")) != nullptr));
    BOOST_TEST(!same.gate.recheck(bob, bob->expires()));
    authenticator_settings keeping;
    keeping.keep_on_password_change = true;
    fixture kept(auth_mode::required, keeping, of_hash("second"));
    BOOST_TEST(who_is(kept.ask_cookie(session))->actor().id() == "bob");
    BOOST_TEST((kept.gate.recheck(bob, now) != nullptr));
}

BOOST_AUTO_TEST_CASE(a_session_that_ended_stays_ended_when_the_same_account_returns)
{
    const auto book = make_book();
    for (const auto mode : {auth_mode::required, auth_mode::optional}) {
        account_history history("a secret");
        history.begin_without_file();
        authenticator_settings settings;
        settings.history = &history;
        BOOST_TEST(!history.update(*book, false, now - seconds(100)));
        fixture before(mode, settings, book);
        const auto session = before.account_session(*book->find("bob"));
        const identity bob = who_is(before.ask_cookie(session));
        const account_book without_bob(std::vector<account>(1, *book->find("alice")));
        BOOST_TEST(!history.update(without_bob, false, now));
        BOOST_TEST(!history.update(*book, false, now + seconds(1)));
        fixture after(mode, settings, book);
        const auto answer = after.ask_cookie(session);
        const auto* who = std::get_if<identity>(&answer);
        BOOST_TEST((who == nullptr || *who == nullptr));
        BOOST_TEST((after.gate.recheck(bob, now) == nullptr));
        const auto alice = after.account_session(*book->find("alice"));
        BOOST_TEST(who_is(after.ask_cookie(alice))->actor().id() == "alice");
    }
}

BOOST_AUTO_TEST_CASE(a_right_password_proves_nothing_once_it_has_changed)
{
    fixture before(auth_mode::required);
    const auto alice = std::get<identity>(before.log_in(basic("alice:wonder")));
    const auto same = std::get<identity>(before.log_in(basic("bob:builder")));
    const auto hash = [](const char* password) { return make_cheap_hash(password); };
    const auto changed = std::make_shared<const account_book>(std::vector<account>{
        {"alice", hash("other"), make_actor(R"({"id":"alice"})")},
        {"bob", before.book->find("bob")->stored_hash, make_actor(R"({"id":"robert"})")},
    });
    authenticator_settings keeping;
    keeping.keep_on_password_change = true;
    fixture after(auth_mode::required, keeping, changed);
    BOOST_TEST(!after.gate.recheck(alice, now));
    BOOST_TEST(after.gate.recheck(same, now)->actor().id() == "robert");
    // A result can be checked again and again.
    BOOST_TEST((after.gate.recheck(after.gate.recheck(same, now), now) != nullptr));
    BOOST_TEST(!after.gate.recheck(nullptr, now));
}

BOOST_AUTO_TEST_CASE(a_plugin_session_needs_the_allow_block_if_auth_is_required)
{
    const auto session = session_sealer::make_session(session_origin::plugin, now);
    const auto pass = [&](auth_mode mode, bool is_on, const char* allow, std::string_view actor) {
        authenticator_settings settings;
        settings.root_enabled = true;
        settings.plugin_sign_in = is_on;
        settings.plugin_sign_in_allow = boost::json::parse(allow);
        fixture one(mode, settings);
        const auto answer = one.ask_cookie(one.cookie_of(session, now + seconds(1000), actor));
        const auto* who = std::get_if<identity>(&answer);
        const bool passes = who != nullptr && *who != nullptr;
        BOOST_TEST(one.gate.admits_plugin_actor(*make_actor(std::string(actor))) == passes);
        return passes;
    };
    const auto* octo = R"({"id":"github:1","gh_login":"octo"})";
    BOOST_TEST(pass(auth_mode::optional, false, "{}", octo));
    BOOST_TEST(!pass(auth_mode::required, false, R"({"gh_login":"octo"})", octo));
    BOOST_TEST(pass(auth_mode::required, true, R"({"gh_login":"octo"})", octo));
    BOOST_TEST(!pass(auth_mode::required, true, R"({"gh_login":"other"})", octo));
    BOOST_TEST(!pass(auth_mode::required, true, "{}", octo));
    BOOST_TEST(!pass(auth_mode::required, true, "null", octo));
}

BOOST_AUTO_TEST_SUITE_END()
