#include "gateway/pages/page_visit.hpp"

#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using boost::beast::http::verb;
using dsgw::test::parsed_request;
using dsgw::test::request_text;

BOOST_AUTO_TEST_SUITE(page_visit_test)

namespace {

/// The head is gone when the copy is read.
page_request copied(const std::string& line, const std::string& lines = {})
{
    const parsed_request one(request_text(line, lines));
    BOOST_TEST_REQUIRE(one.refusal() == "");
    return copy_page_request(*one);
}

}  // namespace

BOOST_AUTO_TEST_CASE(copies_the_query)
{
    const auto made = copied("GET /-/secrets?q=a+b%26&next=%2Fx%2Fy&token=T%20 HTTP/1.1");
    BOOST_TEST((made.verb == verb::get));
    BOOST_TEST(made.reads());
    BOOST_TEST(made.host == "data.example.org");
    BOOST_TEST(made.target == "/-/secrets?q=a+b%26&next=%2Fx%2Fy&token=T%20");
    BOOST_TEST(copied("GET /-/login HTTP/1.1").search == "");
    BOOST_TEST(copied("HEAD /-/login HTTP/1.1").reads());
    BOOST_TEST(!copied("POST /-/login HTTP/1.1", "Content-Length: 0\r\n").reads());
}

BOOST_AUTO_TEST_CASE(copies_the_cookies)
{
    const auto made = copied(
        "GET /-/login HTTP/1.1", "Cookie: a=b; ds_gateway_form=F; ds_actor=\"A\"; ds_messages=M\r\n"
    );
    BOOST_TEST(made.form_cookie == "F");
    BOOST_TEST(made.messages_cookie == "M");
    BOOST_TEST_REQUIRE(made.actor_cookie.has_value());
    BOOST_TEST(made.actor_cookie->find('A') != std::string::npos);
    const auto bare = copied("GET /-/login HTTP/1.1");
    BOOST_TEST(bare.form_cookie == "");
    BOOST_TEST(!bare.actor_cookie.has_value());
}

BOOST_AUTO_TEST_CASE(knows_a_body_and_a_form)
{
    const auto post = [](const std::string& lines) {
        return copied("POST /-/login HTTP/1.1", lines);
    };
    BOOST_TEST(!post("Content-Length: 0\r\n").has_body);
    BOOST_TEST(post("Content-Length: 1\r\n").has_body);
    BOOST_TEST(post("Transfer-Encoding: chunked\r\n").has_body);
    BOOST_TEST(post("Content-Type: application/x-www-form-urlencoded\r\n").has_form_type);
    BOOST_TEST(
        post("Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n").has_form_type
    );
    for (const std::string type : {"text/plain", "multipart/form-data", "application/json"})
        BOOST_TEST(!post("Content-Type: " + type + "\r\n").has_form_type, type);
}

BOOST_AUTO_TEST_CASE(knows_whether_a_browser_names_the_origin)
{
    const auto names = [](const std::string& lines) {
        return copied("GET /-/login HTTP/1.1", lines).names_its_origin;
    };
    BOOST_TEST(names("Origin: null\r\n"));
    BOOST_TEST(names("Origin: http://data.example.org\r\n"));
    BOOST_TEST(names("Sec-Fetch-Site: none\r\n"));
    BOOST_TEST(!names(""));
    BOOST_TEST(!names("Origin:\r\n"));
    BOOST_TEST(!names("Referer: http://data.example.org/\r\n"));
}

BOOST_AUTO_TEST_SUITE_END()
