#include "tests/unit/auth/authenticator_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace dsgw::auth;
using namespace dsgw::auth::test;

BOOST_AUTO_TEST_SUITE(authenticator_)

BOOST_AUTO_TEST_CASE(http_basic_auth_requires_credentials)
{
    fixture strict(auth_mode::required);
    BOOST_TEST(is_refusal(strict.ask(std::nullopt), refusal::no_credentials));
    for (const char* unreadable :
         {"", "Basic", "Basic !!!", "Basic YWxpY2U=", "Bearer x y", "Digest x"})
        BOOST_TEST(is_refusal(strict.ask(unreadable), refusal::malformed), unreadable);
}

BOOST_AUTO_TEST_CASE(without_http_basic_auth_unproven_requests_are_anonymous)
{
    fixture open(auth_mode::optional);
    BOOST_TEST(is_anonymous(open.ask(std::nullopt)));
    for (const char* ignored :
         {"", "Basic", "Basic !!!", "Basic YWxpY2U=", "Bearer dstok_x", "Digest x"})
        BOOST_TEST(is_anonymous(open.ask(ignored)), ignored);
    BOOST_TEST(is_anonymous(open.log_in(basic("alice:wrong"))));
    BOOST_TEST(is_anonymous(open.log_in(basic("nobody:wonder"))));
    BOOST_TEST(open.hashed == 2);
}

BOOST_AUTO_TEST_CASE(right_credentials_are_hashed_once_and_then_remembered)
{
    for (const auth_mode mode : {auth_mode::required, auth_mode::optional}) {
        fixture one(mode);
        const identity first = who_is(one.log_in(basic("alice:wonder")));
        BOOST_TEST(first->actor().id() == "alice");
        BOOST_TEST((first->how() == proof::basic));
        BOOST_TEST(first->session().id == "");
        BOOST_TEST(one.hashed == 1);
        // The very same object: nothing is decoded or made again.
        BOOST_TEST((who_is(one.ask(basic("alice:wonder"))) == first));
        BOOST_TEST((who_is(one.ask(basic("alice:wonder"), std::nullopt, seconds(299))) == first));
        BOOST_TEST(one.hashed == 1);
        BOOST_TEST(std::holds_alternative<pending_check>(
            one.ask(basic("alice:wonder"), std::nullopt, seconds(300))
        ));
    }
}

BOOST_AUTO_TEST_CASE(wrong_credentials_are_remembered_for_a_shorter_time)
{
    fixture strict(auth_mode::required);
    const std::string wrong = basic("alice:Wonder");
    BOOST_TEST(is_refusal(strict.log_in(wrong), refusal::wrong));
    BOOST_TEST(is_refusal(strict.ask(wrong), refusal::wrong));
    BOOST_TEST(is_refusal(strict.ask(wrong, std::nullopt, seconds(4)), refusal::wrong));
    BOOST_TEST(strict.hashed == 1);
    BOOST_TEST(std::holds_alternative<pending_check>(strict.ask(wrong, std::nullopt, seconds(5))));
    // The right password is not kept out by the wrong one.
    BOOST_TEST(who_is(strict.log_in(basic("alice:wonder")))->actor().id() == "alice");
}

BOOST_AUTO_TEST_CASE(the_pending_check_carries_what_the_pool_needs)
{
    fixture strict(auth_mode::required);
    auto answer = strict.ask(basic("bob:a:b"));
    auto& check = std::get<pending_check>(answer);
    BOOST_TEST(check.known == strict.book->find("bob"));
    BOOST_TEST(check.job.network == "192.0.2.1");
    BOOST_TEST(check.job.password.view() == "a:b");
    BOOST_TEST(check.job.stored_hash == check.known->stored_hash);
}

BOOST_AUTO_TEST_CASE(digests_are_keyed_and_meet_across_threads)
{
    const auto digest_of = [](unsigned char key_byte, const std::string& authorization) {
        std::array<unsigned char, 32> key{};
        key[0] = key_byte;
        authenticator gate(make_book(), std::make_shared<const cookie_signer>("s"), key, {});
        auto answer = gate.authenticate({authorization, std::nullopt, "c"}, steady, now);
        return std::get<pending_check>(answer).job.digest;
    };
    BOOST_TEST((digest_of(1, basic("a:b")) == digest_of(1, basic("a:b"))));
    BOOST_TEST((digest_of(1, basic("a:b")) != digest_of(2, basic("a:b"))));
    BOOST_TEST((digest_of(1, basic("a:b")) != digest_of(1, basic("a:c"))));
}

BOOST_AUTO_TEST_CASE(an_unknown_user_costs_the_hash_of_a_known_one)
{
    fixture strict(auth_mode::required);
    std::set<std::string> hashes;
    for (int number = 0; number < 40; ++number) {
        const std::string name = "guess" + std::to_string(number);
        auto answer = strict.ask(basic(name + ":x"));
        auto& check = std::get<pending_check>(answer);
        BOOST_TEST(check.known == nullptr);
        BOOST_TEST(check.job.stored_hash == strict.book->decoy_for(name, {})->stored_hash);
        BOOST_TEST(check.job.password.view() == "x");
        hashes.insert(check.job.stored_hash);
    }
    BOOST_TEST(hashes.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_password_that_fits_the_decoy_proves_nothing)
{
    auto one_account = std::make_shared<const account_book>(std::vector<account>{
        {"alice", test::make_cheap_hash("wonder"), test::make_actor(R"({"id":"alice"})")}});
    fixture strict(auth_mode::required, {}, one_account);
    auto answer = strict.ask(basic("mallory:wonder"));
    auto& check = std::get<pending_check>(answer);
    BOOST_TEST(verify_password(check.job.password.view(), check.job.stored_hash).value());
    BOOST_TEST(is_refusal(
        strict.gate.settle(check.job.digest, check.known, kdf_outcome::match, steady),
        refusal::wrong
    ));
    BOOST_TEST(is_refusal(strict.ask(basic("mallory:wonder")), refusal::wrong));
}

BOOST_AUTO_TEST_CASE(refuses_everyone_at_once_without_accounts)
{
    const auto none = std::make_shared<const account_book>(std::vector<account>{});
    fixture strict(auth_mode::required, {}, none);
    BOOST_TEST(is_refusal(strict.ask(basic("alice:wonder")), refusal::wrong));
    fixture open(auth_mode::optional, {}, none);
    BOOST_TEST(is_anonymous(open.ask(basic("alice:wonder"))));
}

BOOST_AUTO_TEST_CASE(reports_overload_in_both_modes_and_never_caches_it)
{
    for (const auth_mode mode : {auth_mode::required, auth_mode::optional}) {
        fixture one(mode);
        for (const char* pair : {"alice:wonder", "alice:wrong", "nobody:x"}) {
            auto answer = one.ask(basic(pair));
            auto& check = std::get<pending_check>(answer);
            BOOST_TEST(is_refusal(
                one.gate.settle(check.job.digest, check.known, kdf_outcome::overloaded, steady),
                refusal::overloaded
            ));
            BOOST_TEST(std::holds_alternative<pending_check>(one.ask(basic(pair))), pair);
        }
    }
}

BOOST_AUTO_TEST_CASE(zero_seconds_switch_each_memory_off)
{
    authenticator_settings settings;
    settings.cache_seconds = seconds(0);
    fixture no_right(auth_mode::required, settings);
    (void)no_right.log_in(basic("alice:wonder"));
    (void)no_right.log_in(basic("alice:wonder"));
    BOOST_TEST(no_right.hashed == 2);
    (void)no_right.log_in(basic("alice:wrong"));
    (void)no_right.log_in(basic("alice:wrong"));
    BOOST_TEST(no_right.hashed == 3);

    settings.cache_seconds = seconds(300);
    settings.cache_wrong_seconds = seconds(0);
    fixture no_wrong(auth_mode::required, settings);
    (void)no_wrong.log_in(basic("alice:wrong"));
    (void)no_wrong.log_in(basic("alice:wrong"));
    BOOST_TEST(no_wrong.hashed == 2);
}

BOOST_AUTO_TEST_CASE(the_memory_is_bounded)
{
    authenticator_settings settings;
    settings.cache_entries = 2;
    fixture strict(auth_mode::required, settings);
    (void)strict.log_in(basic("alice:wonder"));
    (void)strict.log_in(basic("a:1"), seconds(1));
    (void)strict.log_in(basic("a:2"), seconds(2));
    BOOST_TEST(strict.hashed == 3);
    (void)strict.log_in(basic("alice:wonder"), seconds(2));
    BOOST_TEST(strict.hashed == 4);
}

BOOST_AUTO_TEST_SUITE_END()
