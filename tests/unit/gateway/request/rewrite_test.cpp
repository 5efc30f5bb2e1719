#include "gateway/request/rewrite.hpp"

#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::make_session_of;
using dsgw::test::make_thread_config;
using dsgw::test::request_text;
using dsgw::test::test_exchange;

BOOST_AUTO_TEST_SUITE(rewrite_test)

namespace {

std::string head_of(
    const std::string& line, const std::string& lines = {}, const std::string& base_url = "/"
)
{
    const auto config = make_thread_config("{}", base_url);
    test_exchange one(config, request_text(line, lines));
    rewrite_request(one.clear(), one.ex);
    return one.ex.upstream_head;
}

bool has(const std::string& head, const std::string& part)
{
    return head.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(sends_the_target_without_base_url)
{
    const auto head = head_of("GET /sub/x?a=%2F HTTP/1.1", "", "/sub/");
    BOOST_TEST(head.substr(0, head.find("\r\n")) == "GET /x?a=%2F HTTP/1.1");
}

BOOST_AUTO_TEST_CASE(unsafe_requests_get_the_token_pair)
{
    BOOST_TEST(!has(head_of("GET /x HTTP/1.1"), "csrftoken"));
    const auto head = head_of("POST /x HTTP/1.1", "Content-Length: 0\r\n");
    BOOST_TEST(has(head, "x-csrftoken: "));
    BOOST_TEST(has(head, "ds_csrftoken="));
}

BOOST_AUTO_TEST_CASE(sends_the_actor_as_a_signed_cookie_and_no_credentials)
{
    const auto config = make_thread_config();
    const auth::actor amy(boost::json::object{{"id", "amy"}});
    const auto expires = auth::unix_now() + std::chrono::hours(1);
    const auto session = make_session_of(*config, amy, "session-1", expires);
    test_exchange one(
        config, request_text(
                    "GET /x HTTP/1.1", "Cookie: ds_actor=" + session +
                                           "; a=b\r\n"
                                           "Authorization: Basic YTpi\r\n"
                )
    );
    one.log_in_by_cookie(session);
    rewrite_request(one.clear(), one.ex);
    BOOST_TEST(has(one.ex.upstream_head, "ds_actor="));
    BOOST_TEST(has(one.ex.upstream_head, "; a=b\r\n"));
    BOOST_TEST(!has(one.ex.upstream_head, session));
    BOOST_TEST(!has(one.ex.upstream_head, "Basic"));
}

BOOST_AUTO_TEST_CASE(a_bearer_line_goes_where_the_decision_says)
{
    const auto kept = head_of("GET /x HTTP/1.1", "Authorization: Bearer dstok_1x\r\n");
    const auto dropped = head_of("GET /x HTTP/1.1", "Authorization: Bearer dsgw_1\r\n");
    BOOST_TEST(has(kept, "Bearer"));
    BOOST_TEST(!has(dropped, "Bearer"));
}

BOOST_AUTO_TEST_CASE(the_views_into_the_head_end_here)
{
    test_exchange one(make_thread_config(), request_text("GET /x HTTP/1.1", "Accept: */*\r\n"));
    rewrite_request(one.clear(), one.ex);
    BOOST_TEST(one.ex.request.target.empty());
    BOOST_TEST(one.ex.request.fields.empty());
    BOOST_TEST(one.ex.route.upstream_target.empty());
}

BOOST_AUTO_TEST_SUITE_END()
