// The cookies that authenticator takes for proof, and those that it makes for Datasette.

#include "auth/revocation_list.hpp"
#include "auth/session_id.hpp"
#include "tests/unit/auth/authenticator_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace dsgw::auth;
using namespace dsgw::auth::test;

BOOST_AUTO_TEST_SUITE(authenticator_cookie)

BOOST_AUTO_TEST_CASE(auth_required_accepts_sessions_and_no_other_cookies)
{
    fixture strict(auth_mode::required, with_root());
    const auto who = test::make_actor(R"({"id":"root"})");
    const std::string session = strict.root_session("session-1", now + seconds(1000));
    const std::string plain = make_actor_cookie(*strict.signer, *who, now + seconds(1000));
    for (int again = 0; again < 2; ++again) {
        const identity passed = who_is(strict.ask_cookie(session));
        BOOST_TEST(passed->actor().id() == "root");
        BOOST_TEST((passed->how() == proof::session));
        BOOST_TEST(passed->session().id == "session-1");
        BOOST_TEST(is_refusal(strict.ask_cookie(plain), refusal::no_credentials));
        BOOST_TEST(is_refusal(strict.ask_cookie("junk"), refusal::no_credentials));
        BOOST_TEST(is_refusal(strict.ask_cookie(""), refusal::no_credentials));
    }
}

BOOST_AUTO_TEST_CASE(without_auth_required_any_valid_cookie_counts)
{
    fixture open(auth_mode::optional);
    const auto who = test::make_actor(R"({"id":"root"})");
    const std::string plain = make_actor_cookie(*open.signer, *who, now + seconds(1000));
    const identity first = who_is(open.ask_cookie(plain));
    BOOST_TEST((first->how() == proof::cookie));
    BOOST_TEST((who_is(open.ask_cookie(plain)) == first));
    const std::string forged =
        make_actor_cookie(cookie_signer("guess"), *who, now + seconds(1000), "session-1");
    BOOST_TEST(is_anonymous(open.ask_cookie(forged)));
}

BOOST_AUTO_TEST_CASE(a_cookie_of_a_previous_secret_counts_but_none_is_signed_with_it)
{
    authenticator_settings settings;
    settings.previous_signers = {
        std::make_shared<cookie_signer>("older"), std::make_shared<cookie_signer>("old")};
    fixture open(auth_mode::optional, settings);
    const auto who = test::make_actor(R"({"id":"root"})");
    for (const char* secret : {"older", "old"}) {
        const std::string cookie =
            make_actor_cookie(cookie_signer(secret), *who, now + seconds(1000));
        const identity passed = who_is(open.ask_cookie(cookie));
        const std::string upstream(passed->upstream_cookie(now).substr(9));
        BOOST_TEST(read_actor_cookie(*open.signer, upstream, now).has_value());
        BOOST_TEST(is_anonymous(open.ask_cookie(cookie, seconds(1000))));
    }
    const cookie_signer other("oldest");
    BOOST_TEST(is_anonymous(open.ask_cookie(make_actor_cookie(other, *who, now + seconds(9)))));
}

BOOST_AUTO_TEST_CASE(a_remembered_cookie_still_expires_by_its_own_time)
{
    fixture open(auth_mode::optional);
    const auto who = test::make_actor(R"({"id":"root"})");
    const std::string cookie = make_actor_cookie(*open.signer, *who, now + seconds(10));
    (void)who_is(open.ask_cookie(cookie));
    (void)who_is(open.ask_cookie(cookie, seconds(9)));
    BOOST_TEST(is_anonymous(open.ask_cookie(cookie, seconds(10))));
    // The other way round too: what the memory has let go is read again.
    const std::string lasting = make_actor_cookie(*open.signer, *who, now + seconds(100'000));
    (void)who_is(open.ask_cookie(lasting));
    (void)who_is(open.ask_cookie(lasting, seconds(50'000)));
}

BOOST_AUTO_TEST_CASE(many_spellings_of_one_cookie_push_no_password_out)
{
    authenticator_settings settings;
    settings.cache_entries = 4;
    fixture strict(auth_mode::required, with_root(settings));
    (void)strict.log_in(basic("alice:wonder"));
    const int hashed = strict.hashed;
    std::string cookie = strict.root_session("session-1", now + seconds(1000));
    for (int i = 0; i < 8; ++i) {
        (void)who_is(strict.ask_cookie(cookie));
        cookie += '=';
    }
    (void)strict.log_in(basic("alice:wonder"));
    BOOST_TEST(strict.hashed == hashed);
}

BOOST_AUTO_TEST_CASE(an_own_authorization_decides_and_the_cookie_does_not_count)
{
    for (const auth_mode mode : {auth_mode::required, auth_mode::optional}) {
        fixture one(mode);
        const std::string session = one.root_session("session-1", now + seconds(1000));
        (void)one.log_in(basic("alice:wonder"));
        (void)one.log_in(basic("alice:wrong"));
        BOOST_TEST(who_is(one.ask(basic("alice:wonder"), session))->actor().id() == "alice");
        for (const std::string& other :
             {basic("alice:wrong"), std::string("Bearer x"), std::string()}) {
            const auto answer = one.ask(other, session);
            if (mode == auth_mode::optional)
                BOOST_TEST(is_anonymous(answer), other);
            else
                BOOST_TEST(!std::holds_alternative<identity>(answer), other);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_cookie_sent_as_authorization_meets_no_remembered_cookie)
{
    fixture open(auth_mode::optional);
    const auto who = test::make_actor(R"({"id":"root"})");
    const std::string cookie = make_actor_cookie(*open.signer, *who, now + seconds(1000));
    (void)who_is(open.ask_cookie(cookie));
    BOOST_TEST(is_anonymous(open.ask(cookie)));
    const std::string right = basic("alice:wonder");
    (void)who_is(open.log_in(right));
    BOOST_TEST(is_anonymous(open.ask_cookie(right)));
}

BOOST_AUTO_TEST_CASE(the_upstream_cookie_is_good_for_four_to_six_minutes_and_remade_once_a_minute)
{
    fixture open(auth_mode::optional);
    const identity who = who_is(open.log_in(basic("alice:wonder")));
    std::set<std::string> made;
    for (int second = 0; second < 600; ++second) {
        const unix_time moment = now + seconds(second);
        const std::string line(who->upstream_cookie(moment));
        BOOST_REQUIRE(line.starts_with("ds_actor="));
        const auto read = read_actor_cookie(*open.signer, line.substr(9), moment);
        BOOST_REQUIRE(read.has_value());
        BOOST_REQUIRE(read->who->text() == R"({"id":"alice","roles":["staff"]})");
        BOOST_REQUIRE(read->expires - moment >= std::chrono::minutes(4));
        BOOST_REQUIRE(read->expires - moment <= std::chrono::minutes(6));
        made.insert(line);
    }
    BOOST_TEST(made.size() == 10U);
}

BOOST_AUTO_TEST_CASE(the_upstream_cookie_stays_within_its_limits_when_the_clock_is_set_back)
{
    fixture open(auth_mode::optional);
    const identity who = who_is(open.log_in(basic("alice:wonder")));
    for (const int offset : {0, -30, -59, -60, -100, -100'000, 0}) {
        const unix_time moment = now + seconds(offset);
        const std::string line(who->upstream_cookie(moment));
        const auto read = read_actor_cookie(*open.signer, line.substr(9), moment);
        BOOST_REQUIRE(read.has_value());
        BOOST_TEST((read->expires - moment >= std::chrono::minutes(4)), offset);
        BOOST_TEST((read->expires - moment <= std::chrono::minutes(6)), offset);
    }
}

BOOST_AUTO_TEST_CASE(without_root_its_sessions_are_refused)
{
    for (const auth_mode mode : {auth_mode::required, auth_mode::optional}) {
        fixture restarted(mode);
        const auto session = restarted.root_session("session-1", now + seconds(1000));
        const auto answer = restarted.ask_cookie(session);
        if (mode == auth_mode::required)
            BOOST_TEST(is_refusal(answer, refusal::expired));
        else
            BOOST_TEST(who_is(answer)->actor().id() == "root");
    }
}

BOOST_AUTO_TEST_CASE(a_cookie_made_for_datasette_is_refused_from_clients)
{
    for (const auth_mode mode : {auth_mode::required, auth_mode::optional}) {
        authenticator_settings settings;
        settings.previous_signers = {std::make_shared<cookie_signer>("s3cr3t")};
        fixture one(mode, with_root(settings));
        const identity who = who_is(one.ask_cookie(one.root_session("s", now + seconds(1000))));
        const std::string upstream(who->upstream_cookie(now).substr(9));
        BOOST_TEST(read_actor_cookie(*one.signer, upstream, now)->sealed == "");
        BOOST_TEST(read_actor_cookie(*one.signer, upstream, now)->is_for_datasette);
        const auto answer = one.ask_cookie(upstream);
        if (mode == auth_mode::required)
            BOOST_TEST(is_refusal(answer, refusal::no_credentials));
        else
            BOOST_TEST(is_anonymous(answer));
    }
}

BOOST_AUTO_TEST_CASE(nothing_is_signed_beyond_the_expiry_of_what_was_presented)
{
    fixture open(auth_mode::optional);
    for (const int left : {1, 59, 200, 300, 301, 100'000}) {
        const auto who = test::make_actor(R"({"id":"root"})");
        const auto expires = now + seconds(left);
        const auto plain = make_actor_cookie(*open.signer, *who, expires);
        for (const auto& cookie : {plain, open.root_session("s", expires)}) {
            const identity known = who_is(open.ask_cookie(cookie));
            const std::string upstream(known->upstream_cookie(now).substr(9));
            const auto read = read_actor_cookie(*open.signer, upstream, now);
            BOOST_TEST_REQUIRE(read.has_value());
            BOOST_TEST((read->expires <= expires), left);
            BOOST_TEST((read->expires <= now + std::chrono::minutes(10)), left);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_secret_of_datasette_alone_makes_no_session)
{
    for (const auth_mode mode : {auth_mode::required, auth_mode::optional}) {
        fixture one(mode, with_root());
        const auto root = test::make_actor(R"({"id":"root"})");
        const auto expires = now + seconds(1000);
        const auto good = one.account_session(*one.book->find("alice"));
        const auto read = read_actor_cookie(*one.signer, good, now);
        BOOST_TEST(who_is(one.ask_cookie(good))->actor().id() == "alice");
        auto of_bob = read->sealed;
        of_bob.replace(of_bob.rfind('.') + 1, std::string::npos, "bob");
        const auto of_root = read_actor_cookie(*one.signer, one.root_session("s", expires), now);
        const std::string another_site =
            make_sealer("another site")
                ->seal(
                    make_sealer("another site")
                        ->make_session("alice", one.book->find("alice")->stored_hash, now),
                    read->who->text(), expires
                );
        for (const std::string& sealed :
             {std::string("z.amy"), std::string("z.alice"), std::string("session-1"), of_bob,
              read->sealed + "x", "x" + read->sealed, another_site, std::string("..."),
              std::string("a.A.root."), std::string("a.A.root.b")}) {
            const auto answer =
                one.ask_cookie(make_actor_cookie(*one.signer, *root, expires, sealed));
            if (mode == auth_mode::required)
                BOOST_TEST(is_refusal(answer, refusal::no_credentials), sealed);
            else
                BOOST_TEST(is_anonymous(answer), sealed);
        }
        // Nor does it make another actor, or a longer life, of one that there is.
        const auto other = test::make_actor(R"({"id":"admin"})");
        for (const auto& changed :
             {make_actor_cookie(*one.signer, *other, expires, of_root->sealed),
              make_actor_cookie(*one.signer, *root, expires + seconds(1), of_root->sealed),
              make_actor_cookie(*one.signer, *root, expires + seconds(1), read->sealed)}) {
            const auto answer = one.ask_cookie(changed);
            BOOST_TEST((mode == auth_mode::required || is_anonymous(answer)));
            BOOST_TEST((mode == auth_mode::optional || is_refusal(answer, refusal::no_credentials))
            );
        }
    }
}

BOOST_AUTO_TEST_CASE(a_g_that_is_no_text_makes_no_plain_cookie)
{
    fixture open(auth_mode::optional);
    for (const char* g : {"1", "null", "[]", "{}", "true"}) {
        const auto json = std::string(R"({"a":{"id":"x"},"g":)") + g + "}";
        BOOST_TEST(is_anonymous(open.ask_cookie(open.signer->sign(json, "actor"))), g);
    }
    BOOST_TEST(
        who_is(open.ask_cookie(open.signer->sign(R"({"a":{"id":"x"}})", "actor")))->actor().id() ==
        "x"
    );
}

BOOST_AUTO_TEST_CASE(a_session_that_was_logged_out_proves_nothing_although_it_is_remembered)
{
    for (const auth_mode mode : {auth_mode::required, auth_mode::optional}) {
        revocation_list logged_out;
        authenticator_settings settings;
        settings.logged_out = &logged_out;
        fixture one(mode, with_root(settings));
        const auto expires = now + seconds(1000);
        const std::string cookie = one.root_session("session-1", expires);
        const std::string other = one.root_session("session-2", expires);
        BOOST_TEST((who_is(one.ask_cookie(cookie))->expires() == expires));
        (void)who_is(one.ask_cookie(other));
        BOOST_TEST(!logged_out.revoke("session-1", expires, now));
        const auto answer = one.ask_cookie(cookie);
        if (mode == auth_mode::required)
            BOOST_TEST(is_refusal(answer, refusal::logged_out));
        else
            BOOST_TEST(is_anonymous(answer));
        (void)who_is(one.ask_cookie(other));
    }
}

BOOST_AUTO_TEST_CASE(a_session_ends_with_its_account_and_follows_its_actor)
{
    fixture one(auth_mode::required);
    const auto before = test::make_actor(R"({"id":"alice","roles":["admin"]})");
    const auto& hash = one.book->find("alice")->stored_hash;
    const identity alice = who_is(one.ask_cookie(one.account_session({"alice", hash, before})));
    BOOST_TEST(alice->actor().text() == R"({"id":"alice","roles":["staff"]})");
    BOOST_TEST((alice->how() == proof::session));
    for (const char* gone : {"carla", "", "alice "}) {
        const auto cookie = one.account_session({gone, hash, before});
        BOOST_TEST(is_refusal(one.ask_cookie(cookie), refusal::expired), gone);
    }
}

BOOST_AUTO_TEST_CASE(what_is_typed_into_the_form_is_a_check_to_be_made)
{
    fixture open(auth_mode::optional);
    auto known = open.gate.check_password("alice", "wonder", "192.0.2.1");
    BOOST_TEST_REQUIRE(known.has_value());
    BOOST_TEST_REQUIRE(known->known != nullptr);
    BOOST_TEST(known->known->name == "alice");
    BOOST_TEST(known->user == "alice");
    BOOST_TEST(known->job.password.view() == "wonder");
    BOOST_TEST(known->job.network == "192.0.2.1");
    auto unknown = open.gate.check_password("al", "icewonder", "192.0.2.1");
    BOOST_TEST_REQUIRE(unknown.has_value());
    BOOST_TEST(unknown->known == nullptr);
    BOOST_TEST(!unknown->job.stored_hash.empty());
    BOOST_TEST((unknown->job.digest != known->job.digest));
    const auto again = open.gate.check_password("alice", "wonder", "192.0.2.9");
    BOOST_TEST((again->job.digest == known->job.digest));

    const fixture empty(
        auth_mode::optional, {}, std::make_shared<const account_book>(std::vector<account>())
    );
    BOOST_TEST(!empty.gate.check_password("alice", "wonder", "192.0.2.1").has_value());
}

BOOST_AUTO_TEST_CASE(counts_what_was_known_and_what_was_not)
{
    cache_counts counts;
    authenticator_settings settings;
    settings.counts = &counts;
    fixture open(auth_mode::optional, settings);
    const auto alice = basic("alice:wonder");
    open.log_in(alice);
    open.log_in(alice);
    open.log_in(alice);
    BOOST_TEST(counts.password_misses.read() == 1u);
    BOOST_TEST(counts.password_hits.read() == 2u);
    open.log_in(alice, settings.cache_seconds + seconds(1));
    BOOST_TEST(counts.password_misses.read() == 2u, "forgotten by then");
    const auto who = test::make_actor(R"({"id":"x"})");
    const auto cookie = make_actor_cookie(*open.signer, *who, now + seconds(100));
    for (int again = 0; again < 3; ++again)
        who_is(open.ask_cookie(cookie));
    BOOST_TEST(is_anonymous(open.ask_cookie("junk")));
    BOOST_TEST(counts.cookie_misses.read() == 2u);
    BOOST_TEST(counts.cookie_hits.read() == 2u);
    BOOST_TEST(is_anonymous(open.ask(std::nullopt)));
    BOOST_TEST(is_anonymous(open.ask("Bearer x")));
    BOOST_TEST(counts.password_misses.read() + counts.cookie_misses.read() == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
