#include "gateway/request/session_cookie.hpp"

#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using dsgw::test::make_thread_config;
using dsgw::test::request_text;
using dsgw::test::test_exchange;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(session_cookie_test)

namespace {

const std::string short_life =
    R"({"plugins": {"datasette-gateway": {"session": {"max_age": 1000}}}})";
const auth::actor alice(boost::json::object{{"id", "alice"}});

/// The renewal of a session with this much time left.
std::string renewed(seconds left, const std::string& session_id = "session-1")
{
    const auto at = make_thread_config(short_life);
    test_exchange one(at, request_text("GET / HTTP/1.1"));
    const auto expires = auth::unix_now() + left;
    one.log_in_by_cookie(
        session_id.empty() ? auth::make_actor_cookie(*at->signer, alice, expires)
                           : dsgw::test::make_session_of(*at, alice, session_id, expires)
    );
    return renew_session(one.ex);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_session_is_a_cookie_that_scripts_do_not_see)
{
    const auto at = make_thread_config(short_life);
    test_exchange one(at, request_text("GET / HTTP/1.1"));
    const auto session =
        auth::session_sealer::make_session(auth::session_origin::root_link, auth::unix_now());
    const auto line = begin_session(one.ex, alice, session);
    const std::string end = "; Max-Age=1000; Path=/; HttpOnly; SameSite=Lax";
    BOOST_TEST_REQUIRE(line.size() > end.size());
    BOOST_TEST(line.substr(line.size() - end.size()) == end);
    const auto value = line.substr(9, line.size() - end.size() - 9);
    const auto read = auth::read_actor_cookie(*at->signer, value, auth::unix_now());
    BOOST_TEST_REQUIRE(read.has_value());
    const auto opened = at->sessions->open(read->sealed, read->who->text(), read->expires);
    BOOST_TEST_REQUIRE(opened.has_value());
    BOOST_TEST(opened->id == session.id);
    BOOST_TEST((read->expires <= auth::unix_now() + seconds(1000)));
    BOOST_TEST((read->expires > auth::unix_now() + seconds(900)));
    one.ex.origin.scheme = "https";
    BOOST_TEST(begin_session(one.ex, alice, session).ends_with("; SameSite=Lax; Secure"));
    BOOST_TEST(end_session(one.ex).ends_with("; SameSite=Lax; Secure"));
}

BOOST_AUTO_TEST_CASE(a_session_is_renewed_once_a_tenth_of_it_has_gone)
{
    BOOST_TEST(renewed(seconds(1000)) == "");
    BOOST_TEST(renewed(seconds(950)) == "");
    BOOST_TEST(renewed(seconds(890)).starts_with("ds_actor="));
    BOOST_TEST(renewed(seconds(5)).starts_with("ds_actor="));
    // One that was begun when sessions were longer runs out by itself.
    BOOST_TEST(renewed(seconds(5000)) == "");
}

BOOST_AUTO_TEST_CASE(only_sessions_of_ours_are_renewed)
{
    BOOST_TEST(renewed(seconds(5), "") == "");
    test_exchange nobody(make_thread_config(short_life), request_text("GET / HTTP/1.1"));
    BOOST_TEST(renew_session(nobody.ex) == "");
}

BOOST_AUTO_TEST_SUITE_END()
