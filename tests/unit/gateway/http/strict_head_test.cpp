#include "gateway/http/strict_head.hpp"

#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::parsed_request;
using dsgw::test::refusal_of;
using dsgw::test::request_text;

namespace http = boost::beast::http;

BOOST_AUTO_TEST_SUITE(strict_head_test)

BOOST_AUTO_TEST_CASE(reads_the_parts_of_a_request)
{
    const parsed_request request(
        "POST /db/t?q=1 HTTP/1.1\r\nHost: Data.Example.Org:8001\r\nx-one:  a\tb \r\nX-Two:\r\n"
        "Authorization: Bearer x\r\nContent-Length: 12\r\n\r\n"
    );
    BOOST_TEST_REQUIRE(request.refusal() == "");
    BOOST_TEST((request->verb == http::verb::post));
    BOOST_TEST(request->method == "POST");
    BOOST_TEST(request->target == "/db/t?q=1");
    BOOST_TEST(request->host == "Data.Example.Org:8001");
    BOOST_TEST(request->version == 11u);
    BOOST_TEST((request->framing == body_framing::sized));
    BOOST_TEST(request->content_length == 12u);
    BOOST_TEST(request->keep_alive);
    BOOST_TEST(request->authorization.value() == "Bearer x");
    BOOST_TEST_REQUIRE(request->fields.size() == 5u);
    BOOST_TEST(request->fields[1].name == "x-one");
    BOOST_TEST(request->fields[1].value == "a\tb");
    BOOST_TEST(request->fields[2].value == "");
    BOOST_TEST(request->find("X-ONE").value() == "a\tb");
    BOOST_TEST(request->find(http::field::host).value() == "Data.Example.Org:8001");
    BOOST_TEST(!request->find("x-three").has_value());
    BOOST_TEST(!request->find(http::field::cookie).has_value());
}

BOOST_AUTO_TEST_CASE(a_head_is_used_again_without_a_trace_of_the_last_request)
{
    const std::string first =
        "POST /a HTTP/1.0\r\nHost: a\r\nAuthorization: Basic x\r\nConnection: keep-alive\r\n"
        "Content-Length: 5\r\n\r\n";
    const std::string second = "GET /b HTTP/1.1\r\nHost: b\r\n\r\n";
    request_head head;
    BOOST_TEST(parse_request_head(first, {}, head).has_value());
    BOOST_TEST(parse_request_head(second, {}, head).has_value());
    BOOST_TEST(head.target == "/b");
    BOOST_TEST(head.host == "b");
    BOOST_TEST(head.version == 11u);
    BOOST_TEST(head.fields.size() == 1u);
    BOOST_TEST(!head.has_body());
    BOOST_TEST(head.content_length == 0u);
    BOOST_TEST(!head.authorization.has_value());
}

BOOST_AUTO_TEST_CASE(keep_alive_follows_version_and_connection)
{
    struct
    {
        const char* line;
        const char* fields;
        bool expected;
    } const cases[]{
        {"GET / HTTP/1.1", "", true},
        {"GET / HTTP/1.1", "Connection: close\r\n", false},
        {"GET / HTTP/1.1", "Connection: x, CLOSE ,y\r\n", false},
        {"GET / HTTP/1.1", "Connection: x\r\nConnection: close\r\n", false},
        {"GET / HTTP/1.1", "Connection: keep-alive\r\n", true},
        {"GET / HTTP/1.1", "Connection: closed\r\n", true},
        {"GET / HTTP/1.0", "", false},
        {"GET / HTTP/1.0", "Connection: Keep-Alive\r\n", true},
    };
    for (const auto& each : cases) {
        const parsed_request request(request_text(each.line, each.fields));
        BOOST_TEST(request.refusal() == "");
        BOOST_TEST(request->keep_alive == each.expected, each.line << " " << each.fields);
    }
}

BOOST_AUTO_TEST_CASE(the_number_of_connection_options_has_a_limit)
{
    const auto refusal_with = [](std::size_t lines, std::size_t options) {
        std::string text;
        for (std::size_t i = 0; i < lines; ++i) {
            text += "Connection: ";
            for (std::size_t j = 0; j < options; ++j)
                text += "x,";
            text += "\r\n";
        }
        return refusal_of(request_text("GET / HTTP/1.1", text));
    };
    BOOST_TEST(refusal_with(1, 31) == "");
    BOOST_TEST(refusal_with(1, 32) == "");
    BOOST_TEST(refusal_with(1, 33) == "too_many_connection_options");
    BOOST_TEST(refusal_with(4, 8) == "");
    BOOST_TEST(refusal_with(33, 1) == "too_many_connection_options");
    BOOST_TEST(refusal_with(1, 20000) == "too_many_connection_options");
    BOOST_TEST(refusal_with(50, 0) == "");
}

BOOST_AUTO_TEST_CASE(refuses_line_ends_that_are_not_cr_lf)
{
    for (const std::string raw :
         {"\n", "GET / HTTP/1.1\n", "GET / HTTP/1.1\nHost: x\n\n", "GET / HTTP/1.1\r\nHost: x\n",
          "GET / HTTP/1.1\r\nHost: x\r\n\n", "GET / HTTP/1.1\nHost: x\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: x\n\r\n", "GET / HTTP/1.1\r", "GET / HTTP/1.1\rHost: x\r\r",
          "GET / HTTP/1.1\r\nHost: x\rA: b\r\n\r\n", "\x16", "\x16\x03\x01\r\n\r\n"})
        BOOST_TEST(refusal_of(raw) != "", raw);
}

BOOST_AUTO_TEST_CASE(methods_know_what_they_may_change)
{
    struct
    {
        const char* method;
        bool safe;
        bool idempotent;
    } const cases[]{
        {"GET", true, true},     {"HEAD", true, true},    {"OPTIONS", true, true},
        {"PUT", false, true},    {"DELETE", false, true}, {"POST", false, false},
        {"PATCH", false, false}, {"get", false, false},   {"Get", false, false},
        {"BREW", false, false},  {"GETT", false, false},
    };
    for (const auto& each : cases) {
        const parsed_request request(request_text(std::string(each.method) + " / HTTP/1.1"));
        BOOST_TEST(request.refusal() == "");
        BOOST_TEST(request->method == each.method);
        BOOST_TEST(request->is_safe() == each.safe, each.method);
        BOOST_TEST(request->is_idempotent() == each.idempotent, each.method);
    }
}

BOOST_AUTO_TEST_CASE(refuses_methods_that_are_not_for_a_gateway)
{
    BOOST_TEST(refusal_of(request_text("TRACE / HTTP/1.1")) == "trace_refused");
    BOOST_TEST(refusal_of(request_text("CONNECT / HTTP/1.1")) == "connect_refused");
    BOOST_TEST(refusal_of(request_text("CONNECT data.example.org:443 HTTP/1.1")) != "");
    BOOST_TEST(refusal_of("CONNECT a:443 HTTP/1.1\r\n\r\n") == "connect_refused");
}

BOOST_AUTO_TEST_CASE(refuses_two_authorization_headers)
{
    BOOST_TEST(
        refusal_of(request_text(
            "GET / HTTP/1.1", "Authorization: Basic YTpi\r\nauthorization: Basic YTpi\r\n"
        )) == "repeated_authorization"
    );
    BOOST_TEST(
        refusal_of(
            request_text("GET / HTTP/1.1", "Authorization:\r\nX: y\r\nAUTHORIZATION: Bearer x\r\n")
        ) == "repeated_authorization"
    );
}

BOOST_AUTO_TEST_CASE(the_only_expectation_is_100_continue)
{
    const parsed_request asked(
        request_text("POST / HTTP/1.1", "Expect: 100-Continue\r\nContent-Length: 1\r\n")
    );
    BOOST_TEST(asked.refusal() == "");
    BOOST_TEST(asked->expects_continue);
    const parsed_request old(
        request_text("POST / HTTP/1.0", "Expect: 100-continue\r\nContent-Length: 1\r\n")
    );
    BOOST_TEST(old.refusal() == "");
    BOOST_TEST(!old->expects_continue);
    for (const std::string value : {"", "100", "100-continue, x", "200-ok", "100-continue;q=1"})
        BOOST_TEST(
            refusal_of(request_text("POST / HTTP/1.1", "Expect: " + value + "\r\n")) ==
                "unknown_expectation",
            value
        );
}

BOOST_AUTO_TEST_CASE(a_whole_websocket_handshake_is_an_upgrade)
{
    const parsed_request request(request_text(
        "GET /ws HTTP/1.1",
        "Connection: keep-alive, UPGRADE\r\nUpgrade: WebSocket\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    ));
    BOOST_TEST(request.refusal() == "");
    BOOST_TEST(request->upgrades_to_websocket);
}

BOOST_AUTO_TEST_CASE(half_a_websocket_handshake_is_refused)
{
    const std::string ask = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const std::string version = "Sec-WebSocket-Version: 13\r\n";
    const std::pair<const char*, std::string> cases[]{
        {"no key", request_text("GET / HTTP/1.1", ask + version)},
        {"no version", request_text("GET / HTTP/1.1", ask + key)},
        {"an empty key", request_text("GET / HTTP/1.1", ask + "Sec-WebSocket-Key:\r\n" + version)},
        {"a key of 15 bytes",
         request_text(
             "GET / HTTP/1.1", ask + "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2Rl\r\n" + version
         )},
        {"a key that is no base64",
         request_text(
             "GET / HTTP/1.1", ask + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZ*==\r\n" + version
         )},
        {"two keys", request_text("GET / HTTP/1.1", ask + key + key + version)},
        {"another version",
         request_text("GET / HTTP/1.1", ask + key + "Sec-WebSocket-Version: 8\r\n")},
        {"a list of versions",
         request_text("GET / HTTP/1.1", ask + key + "Sec-WebSocket-Version: 13, 8\r\n")},
        {"two versions", request_text("GET / HTTP/1.1", ask + key + version + version)},
        {"POST", request_text("POST / HTTP/1.1", ask + key + version)},
        {"HTTP/1.0", request_text("GET / HTTP/1.0", ask + key + version)},
        {"a sized body",
         request_text("GET / HTTP/1.1", ask + key + version + "Content-Length: 1\r\n")},
        {"a chunked body",
         request_text("GET / HTTP/1.1", ask + key + version + "Transfer-Encoding: chunked\r\n")},
    };
    for (const auto& [why, text] : cases)
        BOOST_TEST(refusal_of(text) == "malformed_upgrade", why);
}

BOOST_AUTO_TEST_CASE(any_other_upgrade_is_ignored)
{
    for (const std::string lines :
         {"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
          "Upgrade: websocket\r\n", "Connection: Upgrade\r\n",
          "Connection: Upgrade\r\nUpgrade: h2c, websocket\r\n"}) {
        const parsed_request request(request_text("GET / HTTP/1.1", lines));
        BOOST_TEST(request.refusal() == "", lines);
        BOOST_TEST(!request->upgrades_to_websocket, lines);
    }
}

BOOST_AUTO_TEST_CASE(the_number_of_headers_has_a_limit)
{
    request_head_limits limits;
    limits.headers_max = 5;  // the Host is one of them
    const std::string line = "X: y\r\n";
    const auto with = [&](int more) {
        std::string lines;
        for (int i = 0; i < more; ++i)
            lines += line;
        return refusal_of(request_text("GET / HTTP/1.1", lines), limits);
    };
    BOOST_TEST(with(3) == "");
    BOOST_TEST(with(4) == "");
    BOOST_TEST(with(5) == "too_many_headers");
}

BOOST_AUTO_TEST_CASE(the_target_has_a_limit)
{
    request_head_limits limits;
    limits.target_bytes_max = 100;
    const auto with = [&](std::size_t size) {
        const auto target = "/" + std::string(size - 1, 'a');
        return refusal_of(request_text("GET " + target + " HTTP/1.1"), limits);
    };
    BOOST_TEST(with(99) == "");
    BOOST_TEST(with(100) == "");
    BOOST_TEST(with(101) == "target_too_long");
}

BOOST_AUTO_TEST_CASE(any_bytes_cut_short_are_refused_without_harm)
{
    const auto whole = request_text("POST /a?b HTTP/1.1", "Content-Length: 3\r\nCookie: a=b\r\n");
    BOOST_TEST(refusal_of(whole) == "");
    for (std::size_t size = 0; size < whole.size(); ++size)
        BOOST_TEST(refusal_of(whole.substr(0, size)) != "", "the first " << size << " bytes");
}

BOOST_AUTO_TEST_SUITE_END()
