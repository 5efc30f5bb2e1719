#include "gateway/http/strict_head.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::parsed_request;
using dsgw::test::refusal_of;
using dsgw::test::request_text;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(strict_head_target_test)

namespace {

std::string with_host_lines(std::string_view lines)
{
    return "GET / HTTP/1.1\r\n" + std::string(lines) + "\r\n";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_host_is_a_name_or_address_with_a_port)
{
    for (const std::string_view host :
         {"a", "data.example.org", "data.example.org:8001", "127.0.0.1", "127.0.0.1:80", "[::1]",
          "[::1]:8001", "[2001:DB8::1]", "[::ffff:192.0.2.1]:1", "a:", "a_b-c.d~e", "UPPER",
          "a:65535"})
        BOOST_TEST(is_host(host), host);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_host)
{
    for (const std::string_view host :
         {"",         ":",         ":80",    "a b",      " a",  "a ",    "a/b",    "a?b",
          "a#b",      "u@a",       "a\\b",   "a%41",     "a:b", "a:80x", "a:-1",   "a:+1",
          "a:1:2",    "a:123456",  "[",      "[]",       "[:]", "[::1",  "[::1]x", "[::1]80",
          "[::1]:x",  "[::1]:1:2", "[g::1]", "[::1%lo]", "::1", "a\"b",  "<a>",    "a\xe9",
          "http://a", "a,b\t",     "a|b",    "a^b",      "{a}", "[v1.a]"})
        BOOST_TEST(!is_host(host), host);
    BOOST_TEST(!is_host(std::string_view("a\0b", 3)));
}

BOOST_AUTO_TEST_CASE(a_request_has_one_well_formed_host)
{
    const std::pair<std::string, std::string> cases[]{
        {"Host: a\r\n", ""},
        {"host: a:1\r\n", ""},
        {"", "missing_host"},
        {"X-Host: a\r\n", "missing_host"},
        {"Host: a\r\nHost: a\r\n", "repeated_host"},
        {"Host: a\r\nX: y\r\nHOST: b\r\n", "repeated_host"},
        {"Host:\r\n", "malformed_host"},
        {"Host:   \r\n", "malformed_host"},
        {"Host: a b\r\n", "malformed_host"},
        {"Host: a/b\r\n", "malformed_host"},
        {"Host: a,b@c\r\n", "malformed_host"},
        {"Host: http://a\r\n", "malformed_host"},
        {"Host: a:port\r\n", "malformed_host"},
        {"Host: a:123456\r\n", "malformed_host"},
        {"Host: [::1\r\n", "malformed_host"},
        {"Host: \xc3\xa9\r\n", "malformed_host"},
    };
    for (const auto& [lines, refusal] : cases)
        BOOST_TEST(refusal_of(with_host_lines(lines)) == refusal, lines);
    const parsed_request old("GET / HTTP/1.0\r\n\r\n");
    BOOST_TEST(old.refusal() == "");
    BOOST_TEST(old->host == "");
}

BOOST_AUTO_TEST_CASE(a_target_in_origin_form_is_kept_byte_for_byte)
{
    for (const std::string target :
         {"/", "/a/b?c=d&e", "/%2d/x", "//a", "/a/../b", "/?", "/a?b?c", "/~2D/x", "/a;b", "/a|b",
          "/a\"b", "/a[0]{}", "/%", "/%zz", "/a?u=http://b/c", "/a\\b", "/a`b^c<d>"}) {
        const parsed_request request(request_text("GET " + target + " HTTP/1.1"));
        BOOST_TEST(request.refusal() == "", target);
        BOOST_TEST(request->target == target);
    }
}

BOOST_AUTO_TEST_CASE(the_asterisk_is_for_options_only)
{
    const parsed_request request(request_text("OPTIONS * HTTP/1.1"));
    BOOST_TEST(request.refusal() == "");
    BOOST_TEST(request->target == "*");
    BOOST_TEST(refusal_of(request_text("GET * HTTP/1.1")) == "malformed_target");
    BOOST_TEST(refusal_of(request_text("OPTIONS ** HTTP/1.1")) == "malformed_target");
}

BOOST_AUTO_TEST_CASE(an_absolute_form_is_reduced_to_path_and_query)
{
    const std::pair<std::string, std::string> cases[]{
        {"http://data.example.org/a?b", "/a?b"},
        {"https://data.example.org/", "/"},
        {"http://data.example.org", "/"},
        {"HTTP://DATA.Example.org/x", "/x"},
        {"http://data.example.org//x", "//x"},
        {"http://data.example.org/http://other/", "/http://other/"},
    };
    for (const auto& [sent, target] : cases) {
        const parsed_request request(request_text("GET " + sent + " HTTP/1.1"));
        BOOST_TEST(request.refusal() == "", sent);
        BOOST_TEST(request->target == target);
    }
}

BOOST_AUTO_TEST_CASE(refuses_an_absolute_form_of_another_host)
{
    for (const std::string target :
         {"http://other.example/", "http://data.example.org:80/", "http://data.example.org.:/",
          "http://data.example.or/", "http://sub.data.example.org/"})
        BOOST_TEST(
            refusal_of(request_text("GET " + target + " HTTP/1.1")) == "host_differs_from_target",
            target
        );
    BOOST_TEST(refusal_of("GET http://a/ HTTP/1.0\r\n\r\n") != "");
}

BOOST_AUTO_TEST_CASE(refuses_ambiguous_targets)
{
    for (const std::string target :
         {"a",
          "a/b",
          "/a#b",
          "/#",
          "?a=b",
          "data.example.org",
          "data.example.org:80",
          "http:/data.example.org/",
          "http:data.example.org",
          "://data.example.org/",
          "ftp://data.example.org/",
          "javascript://data.example.org/",
          "http://",
          "http:///a",
          "http://u@data.example.org/",
          "http://u:p@data.example.org/",
          "http://data.example.org?a=b",
          "http://data.example.org#a",
          "http://data.example.org\\a",
          "http://data.example.org:80:80/",
          "\\a",
          "./a",
          "../a"})
        BOOST_TEST(
            refusal_of(request_text("GET " + target + " HTTP/1.1")) == "malformed_target", target
        );
}

BOOST_AUTO_TEST_CASE(refuses_an_encoded_nul_in_a_path)
{
    for (const std::string target :
         {"/%00", "/-/secrets%00", "/-/secrets%00.json", "/a%00/../-/secrets", "/a%2500",
          "/%252500", "/%25252500b", "/%25%00", "http://data.example.org/%00"})
        BOOST_TEST(
            refusal_of(request_text("GET " + target + " HTTP/1.1")) == "malformed_target", target
        );
    for (const std::string target : {"/%0", "/%01", "/%25", "/%2501", "/00", "/%2f00", "/a?b=%00"})
        BOOST_TEST(refusal_of(request_text("GET " + target + " HTTP/1.1")) == "", target);
}

BOOST_AUTO_TEST_CASE(refuses_control_and_8_bit_characters_in_a_target)
{
    for (int c = 0; c < 0x100; ++c) {
        if (c > ' ' && c < 0x7f) continue;
        const auto target = "/a"s + static_cast<char>(c) + "b";
        BOOST_TEST(refusal_of(request_text("GET " + target + " HTTP/1.1")) != "", "byte " << c);
    }
}

BOOST_AUTO_TEST_SUITE_END()
