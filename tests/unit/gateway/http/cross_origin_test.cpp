#include "gateway/http/cross_origin.hpp"

#include "tests/unit/support/header_fields.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::parsed_request;

BOOST_AUTO_TEST_SUITE(cross_origin_test)

namespace {

bool passes(
    const std::string& lines, std::string_view host = "data.example.org",
    std::string_view scheme = "http", std::string_view method = "POST"
)
{
    const parsed_request request(
        std::string(method) + " /x HTTP/1.1\r\nHost: " + std::string(host) + "\r\n" + lines + "\r\n"
    );
    BOOST_TEST_REQUIRE(request.refusal() == "");
    return passes_cross_origin_check(*request, scheme);
}

}  // namespace

BOOST_AUTO_TEST_CASE(decides_as_datasette_1_0_does)
{
    const auto vectors = test::load_vectors("csrf-1.0a41.json").as_object();
    std::size_t seen = 0;
    for (const auto& value : vectors.at("cases").as_array()) {
        const auto& each = value.as_object();
        std::string text = "POST /-/logout HTTP/1.1\r\n";
        for (const auto& header : each.at("headers").as_array()) {
            text += test::latin1_of(header.as_array()[0]) + ": ";
            text += test::latin1_of(header.as_array()[1]) + "\r\n";
        }
        const parsed_request request(text + "\r\n");
        BOOST_TEST_REQUIRE(request.refusal() == "");
        const std::string scheme(each.at("scheme").as_string());
        const bool accepted = each.at("verdict").as_string() == "accepted";
        BOOST_TEST(
            passes_cross_origin_check(*request, scheme) == accepted, each.at("why").as_string()
        );
        ++seen;
    }
    BOOST_TEST(seen > 40u);
}

BOOST_AUTO_TEST_CASE(does_not_check_safe_methods)
{
    const std::string evil = "Origin: https://evil.example\r\nSec-Fetch-Site: cross-site\r\n";
    for (const char* method : {"GET", "HEAD", "OPTIONS"})
        BOOST_TEST(passes(evil, "a", "http", method), method);
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "get", "PROPFIND", "BREW"})
        BOOST_TEST(!passes(evil, "a", "http", method), method);
}

BOOST_AUTO_TEST_CASE(checks_the_opening_of_a_websocket)
{
    const std::string upgrade =
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    BOOST_TEST(passes(upgrade, "a", "http", "GET"));
    BOOST_TEST(passes(upgrade + "Origin: http://a\r\n", "a", "http", "GET"));
    BOOST_TEST(!passes(upgrade + "Origin: https://evil.example\r\n", "a", "http", "GET"));
    BOOST_TEST(!passes(upgrade + "Sec-Fetch-Site: cross-site\r\n", "a", "http", "GET"));
}

BOOST_AUTO_TEST_CASE(an_origin_equals_scheme_host_and_port)
{
    struct
    {
        const char* origin;
        const char* host;
        const char* scheme;
        bool expected;
    } const cases[]{
        {"http://a", "a", "http", true},
        {"HTTP://A", "a", "http", true},
        {"http://a:80", "a", "http", true},
        {"http://a", "a:80", "http", true},
        {"https://a:443", "a", "https", true},
        {"https://a", "a:443", "https", true},
        {"http://a:8001", "a:8001", "http", true},
        {"http://[::1]:8001", "[::1]:8001", "http", true},
        {"http://[::1]", "[::1]:80", "http", true},
        {"http://a", "b", "http", false},
        {"http://a", "a", "https", false},
        {"https://a", "a", "http", false},
        {"http://a:443", "a", "https", false},
        {"https://a:80", "a", "https", false},
        {"http://a:8001", "a", "http", false},
        {"http://a", "a:8001", "http", false},
        {"http://a:8001", "a:8002", "http", false},
        {"http://a.evil", "a", "http", false},
        {"http://evil.a", "a", "http", false},
        {"http://a/", "a", "http", false},
        {"http://u@a", "a", "http", false},
        {"http://a@evil", "a", "http", false},
        {"http://[::1]:80", "[::2]", "http", false},
        {"null", "a", "http", false},
        {"a", "a", "http", false},
        {"//a", "a", "http", false},
        {"http:a", "a", "http", false},
        {"http://", "a", "http", false},
        {"file://", "a", "http", false},
        {"http://a, http://evil", "a", "http", false},
        {"http://a http://evil", "a", "http", false},
    };
    for (const auto& each : cases) {
        const auto lines = "Origin: " + std::string(each.origin) + "\r\n";
        BOOST_TEST(
            passes(lines, each.host, each.scheme) == each.expected,
            each.origin << " for " << each.scheme << "://" << each.host
        );
    }
}

BOOST_AUTO_TEST_CASE(of_repeated_headers_all_must_pass)
{
    const std::string same = "Origin: http://data.example.org\r\n";
    const std::string evil = "Origin: https://evil.example\r\n";
    BOOST_TEST(passes(same + same));
    BOOST_TEST(!passes(same + evil));
    BOOST_TEST(!passes(evil + same));
    const std::string site = "Sec-Fetch-Site: same-origin\r\n";
    const std::string cross = "Sec-Fetch-Site: cross-site\r\n";
    BOOST_TEST(passes(site + site));
    BOOST_TEST(!passes(site + cross));
    BOOST_TEST(!passes(cross + site));
    BOOST_TEST(!passes("Sec-Fetch-Site:\r\n" + cross + same));
}

BOOST_AUTO_TEST_CASE(a_bearer_token_needs_no_check_but_only_without_cookies)
{
    const std::string cross = "Sec-Fetch-Site: cross-site\r\n";
    BOOST_TEST(passes(cross + "Authorization: Bearer x\r\n"));
    BOOST_TEST(!passes(cross + "Authorization: Bearer x\r\nCookie: a=1\r\n"));
    BOOST_TEST(!passes(cross + "Authorization: bearer x\r\n"));
    BOOST_TEST(!passes(cross + "Authorization: Bearer\r\n"));
    BOOST_TEST(!passes(cross + "Authorization: Basic YTpi\r\n"));
    BOOST_TEST(!passes(cross));
}

BOOST_AUTO_TEST_SUITE_END()
