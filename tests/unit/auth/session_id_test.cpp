#include "auth/session_id.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace dsgw::auth;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(session_id_test)

namespace {

const unix_time begun{seconds(1'700'000'000)};
const unix_time ends = begun + seconds(1000);
const session_sealer sealer(session_key{7}, "a site");
constexpr std::string_view actor_text = R"({"id":"x"})";

}  // namespace

BOOST_AUTO_TEST_CASE(a_session_knows_the_account_that_opened_it)
{
    for (const std::string name : {"alice", "", "a.b", ".", "a:b", "ünï", "with space", "root"}) {
        const auto session = sealer.make_session(name, "hash", begun);
        const auto sealed = sealer.seal(session, actor_text, ends);
        const auto read = sealer.open(sealed, "another actor", ends);
        BOOST_TEST_REQUIRE(read.has_value(), name);
        BOOST_TEST((read->origin == session_origin::account));
        BOOST_TEST(read->account == name);
        BOOST_TEST(read->id == session.id);
        BOOST_TEST((read->opened == begun));
        BOOST_TEST(read->generation == sealer.generation_of(name, "hash"));
        BOOST_TEST(session.id != sealer.make_session(name, "hash", begun).id);
    }
}

BOOST_AUTO_TEST_CASE(no_account_opened_the_session_of_a_link_or_a_plugin)
{
    for (const auto origin : {session_origin::root_link, session_origin::plugin}) {
        const auto session = session_sealer::make_session(origin, begun);
        const auto sealed = sealer.seal(session, actor_text, ends);
        const auto read = sealer.open(sealed, actor_text, ends);
        BOOST_TEST_REQUIRE(read.has_value());
        BOOST_TEST((read->origin == origin));
        BOOST_TEST(read->id.size() == 22U);
        BOOST_TEST(!sealer.open(sealed, "another actor", ends).has_value());
    }
}

BOOST_AUTO_TEST_CASE(no_change_of_a_seal_goes_unnoticed)
{
    const session_sealer other_site(session_key{7}, "another site");
    const session_sealer other_key(session_key{8}, "a site");
    for (const auto& session :
         {sealer.make_session("alice", "hash", begun),
          session_sealer::make_session(session_origin::plugin, begun)}) {
        const auto sealed = sealer.seal(session, actor_text, ends);
        BOOST_TEST(sealer.open(sealed, actor_text, ends).has_value());
        BOOST_TEST(!sealer.open(sealed, actor_text, ends + seconds(1)).has_value());
        BOOST_TEST(!other_site.open(sealed, actor_text, ends).has_value());
        BOOST_TEST(!other_key.open(sealed, actor_text, ends).has_value());
        for (std::size_t i = 0; i < sealed.size(); ++i) {
            for (const char c : {'A', 'b', '.', '\0', '\xff'}) {
                auto changed = sealed;
                if (changed[i] == c) continue;
                changed[i] = c;
                BOOST_TEST(!sealer.open(changed, actor_text, ends).has_value(), changed);
            }
            BOOST_TEST(!sealer.open(sealed.substr(0, i), actor_text, ends).has_value());
        }
        BOOST_TEST(!sealer.open(sealed + "x", actor_text, ends).has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_generation_ends_with_name_password_or_site)
{
    const auto one = sealer.generation_of("bob", "hash");
    BOOST_TEST(one == sealer.generation_of("bob", "hash"));
    BOOST_TEST(one != sealer.generation_of("bob", "other"));
    BOOST_TEST(one != sealer.generation_of("bobh", "ash"));
    BOOST_TEST(one != session_sealer(session_key{7}, "another site").generation_of("bob", "hash"));
}

BOOST_AUTO_TEST_SUITE_END()
