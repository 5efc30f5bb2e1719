#include "gateway/request/form_token.hpp"

#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

using namespace dsgw;
using dsgw::test::make_session_of;
using dsgw::test::make_thread_config;
using dsgw::test::request_text;
using dsgw::test::test_exchange;

BOOST_AUTO_TEST_SUITE(form_token_test)

namespace {

std::string session_of(const thread_config& at, const std::string& id)
{
    const auth::actor who(boost::json::object{{"id", "alice"}});
    return make_session_of(at, who, id, auth::unix_now() + std::chrono::hours(1));
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_anonymous_request_has_no_form_token)
{
    const test_exchange one(make_thread_config(), request_text("GET / HTTP/1.1"));
    BOOST_TEST(form_owner(one.ex) == "");
    BOOST_TEST(make_form_token(one.ex) == "");
}

BOOST_AUTO_TEST_CASE(a_session_owns_its_own)
{
    const auto at = make_thread_config();
    test_exchange first(at, request_text("GET / HTTP/1.1"));
    test_exchange second(at, request_text("GET / HTTP/1.1"));
    first.log_in_by_cookie(session_of(*at, "one"));
    second.log_in_by_cookie(session_of(*at, "two"));
    BOOST_TEST(form_owner(first.ex) == "session one");
    BOOST_TEST(form_owner(second.ex) == "session two");
    const auto token = make_form_token(first.ex);
    const auto now = auth::unix_now();
    BOOST_TEST(at->forms->check(token, form_owner(first.ex), now));
    BOOST_TEST(!at->forms->check(token, form_owner(second.ex), now));
}

BOOST_AUTO_TEST_SUITE_END()
