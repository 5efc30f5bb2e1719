#include "gateway/request/plugin_sign_in.hpp"

#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::make_session_of;
using dsgw::test::make_thread_config;
using dsgw::test::request_text;
using dsgw::test::test_exchange;
using std::chrono::hours;

BOOST_AUTO_TEST_SUITE(plugin_sign_in_test)

namespace {

const auth::actor alice(boost::json::object{{"id", "alice"}});
const auth::actor bob(boost::json::object{{"id", "bob"}});

/// A request of alice's, by a session, and a response with these Set-Cookie lines.
struct visit
{
    explicit visit(const std::vector<std::string>& cookies, bool has_cookie = true)
        : one(at, request_text("GET / HTTP/1.1"))
    {
        const auto expires = auth::unix_now() + hours(1);
        if (has_cookie) one.log_in_by_cookie(make_session_of(*at, alice, "session-1", expires));
        head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
        for (const auto& line : cookies)
            head += "Set-Cookie: " + line + "\r\n";
        head += "\r\n";
        BOOST_TEST_REQUIRE(parse_response_head(head, 100, false, one.ex.response).has_value());
    }

    std::shared_ptr<thread_config> at = make_thread_config();
    test_exchange one;
    std::string head;
};

bool is_sign_out(const std::vector<std::string>& cookies)
{
    visit made(cookies);
    return signs_out(made.one.ex);
}

std::string cookie_of(const auth::actor& who, hours left = hours(1))
{
    const auth::cookie_signer signer("not a secret");
    return "ds_actor=" + auth::make_actor_cookie(signer, who, auth::unix_now() + left);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_cookie_that_is_taken_away_is_a_sign_out)
{
    for (const std::string line :
         {"ds_actor=", "ds_actor=\"\"", "ds_actor=; Path=/", "DS_ACTOR = \"\" ; Max-Age=0",
          "ds_actor=ex.y; max-age=0", "ds_actor=deleted", "ds_actor=a; Max-Age=-1",
          "ds_actor=a; Expires=Thu, 01 Jan 1970 00:00:00 GMT"})
        BOOST_TEST(is_sign_out({line}), line);
    for (const std::string attributes :
         {"; Max-Age=0", "; max-age = 00 ", ";MAX-AGE=-5",
          "; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "; expires=Thu, 01-Jan-1970 00:00:00 GMT",
          "; Max-Age=9; Max-Age=0", "; Expires=Fri, 01 Jan 2999 00:00:00 GMT; Max-Age=0"})
        BOOST_TEST(is_sign_out({cookie_of(bob) + attributes}), attributes);
    BOOST_TEST(is_sign_out({cookie_of(alice, hours(-1))}));
    BOOST_TEST(is_sign_out({cookie_of(auth::actor(boost::json::object{}))}));
    BOOST_TEST(is_sign_out({"a=b", cookie_of(bob), "ds_actor=", "c=d"}));
}

BOOST_AUTO_TEST_CASE(nothing_else_is_a_sign_out)
{
    BOOST_TEST(!is_sign_out({}));
    for (const std::string line :
         {"other=; Max-Age=0", "xds_actor=", "ds_actor2=; Max-Age=0", "a=ds_actor=", "ds_actor"})
        BOOST_TEST(!is_sign_out({line}), line);
    for (const std::string attributes :
         {"", "; Max-Age=1", "; Max-Age=x", "; Max-Age=", "; Max-Age=10; Path=/",
          "; Expires=Fri, 01 Jan 2999 00:00:00 GMT", "; Expires=never",
          "; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5", "; X-Max-Age=0"})
        BOOST_TEST(!is_sign_out({cookie_of(alice) + attributes}), attributes);
    BOOST_TEST(!is_sign_out({"ds_actor=", cookie_of(bob)}));  // the last one counts
}

BOOST_AUTO_TEST_CASE(only_a_cookie_that_authenticated_the_request_is_signed_out)
{
    visit anonymous({"ds_actor="}, false);
    BOOST_TEST(!signs_out(anonymous.one.ex));
    visit with_session({"ds_actor="});
    BOOST_TEST(signs_out(with_session.one.ex));
}

BOOST_AUTO_TEST_CASE(another_actor_gets_a_session_of_its_own_and_an_expired_cookie_none)
{
    visit signed_in({cookie_of(bob)});
    BOOST_TEST(take_plugin_sign_in(signed_in.one.ex).starts_with("ds_actor="));
    visit same({cookie_of(alice)});
    BOOST_TEST(take_plugin_sign_in(same.one.ex) == "");
    visit expired({cookie_of(bob) + "; Max-Age=0"});
    BOOST_TEST(take_plugin_sign_in(expired.one.ex) == "");
}

BOOST_AUTO_TEST_SUITE_END()
