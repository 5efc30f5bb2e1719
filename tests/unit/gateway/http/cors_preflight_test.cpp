#include "gateway/http/cors_preflight.hpp"

#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(cors_preflight_test)

namespace {

bool is_one(const std::string& method, const std::string& lines)
{
    const test::parsed_request request(test::request_text(method + " /x HTTP/1.1", lines));
    BOOST_TEST_REQUIRE(request.refusal() == "");
    return is_cors_preflight(*request);
}

const std::string origin = "Origin: https://app.example.org\r\n";
const std::string wants_get = "Access-Control-Request-Method: GET\r\n";

}  // namespace

BOOST_AUTO_TEST_CASE(is_what_a_browser_asks_before_a_request_to_another_site)
{
    BOOST_TEST(is_one("OPTIONS", origin + wants_get));
    BOOST_TEST(
        is_one("OPTIONS", origin + wants_get + "Access-Control-Request-Headers: authorization\r\n")
    );
    BOOST_TEST(is_one("OPTIONS", "Origin: null\r\naccess-control-request-method: POST\r\n"));
}

BOOST_AUTO_TEST_CASE(is_nothing_else)
{
    BOOST_TEST(!is_one("OPTIONS", ""));
    BOOST_TEST(!is_one("OPTIONS", origin));
    BOOST_TEST(!is_one("OPTIONS", wants_get));
    BOOST_TEST(!is_one("OPTIONS", "Origin:\r\n" + wants_get));
    BOOST_TEST(!is_one("OPTIONS", origin + "Access-Control-Request-Method:\r\n"));
    BOOST_TEST(!is_one("OPTIONS", origin + "Access_Control_Request_Method: GET\r\n"));
    BOOST_TEST(!is_one("OPTIONS", origin + wants_get + "Content-Length: 1\r\n"));
    BOOST_TEST(!is_one("OPTIONS", origin + wants_get + "Transfer-Encoding: chunked\r\n"));
    for (const char* method : {"GET", "HEAD", "POST", "PUT", "options", "OPTIONSX"})
        BOOST_TEST(!is_one(method, origin + wants_get), method);
}

BOOST_AUTO_TEST_CASE(the_answer_allows_reading_with_credentials_of_the_pages_own)
{
    const auto text = serialize(make_preflight_reply(), {});
    for (const char* line :
         {"HTTP/1.1 200 OK\r\n", "\r\nAccess-Control-Allow-Origin: *\r\n",
          "\r\nAccess-Control-Allow-Headers: Authorization, Content-Type\r\n",
          "\r\nAccess-Control-Allow-Methods: GET, HEAD\r\n"})
        BOOST_TEST(text.find(line) != text.npos, line << " not in\n" << text);
    BOOST_TEST(text.find("Allow-Credentials") == text.npos);
}

BOOST_AUTO_TEST_SUITE_END()
