#include "gateway/http/response_head.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(response_head_test)

namespace {

constexpr std::size_t plenty = 100;

struct parsed_response
{
    explicit parsed_response(std::string text, bool to_head = false, std::size_t most = plenty)
        : raw(std::move(text)), accepted(parse_response_head(raw, most, to_head, head).has_value())
    {}
    parsed_response(const parsed_response&) = delete;
    parsed_response& operator=(const parsed_response&) = delete;

    const std::string raw;
    response_head head;
    bool accepted;
};

std::string response_text(std::string_view line, std::string_view lines = {})
{
    return std::string(line) + "\r\n" + std::string(lines) + "\r\n";
}

constexpr const char* ok = "HTTP/1.1 200 OK";

}  // namespace

BOOST_AUTO_TEST_CASE(reads_the_parts_of_a_response)
{
    const parsed_response got(response_text(
        "HTTP/1.1 404 Not Found",
        "Content-Type: text/html\r\nLink: a\r\nlink: b\r\n"
        "Content-Length: 7\r\n"
    ));
    BOOST_TEST_REQUIRE(got.accepted);
    BOOST_TEST(got.head.status == 404u);
    BOOST_TEST(got.head.reason == "Not Found");
    BOOST_TEST(got.head.version == 11u);
    BOOST_TEST(got.head.fields.size() == 4u);
    BOOST_TEST(got.head.fields[2].value == "b");
    BOOST_TEST((got.head.framing == body_framing::sized));
    BOOST_TEST(got.head.content_length == 7u);
    BOOST_TEST(got.head.keep_alive);
    BOOST_TEST(!got.head.is_interim());
}

BOOST_AUTO_TEST_CASE(the_framing_depends_on_status_method_and_fields)
{
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    const std::string sized = "Content-Length: 5\r\n";
    struct
    {
        std::string line;
        std::string lines;
        bool to_head;
        body_framing framing;
        bool keep_alive;
    } const cases[]{
        {ok, chunked, false, body_framing::chunked, true},
        {ok, sized, false, body_framing::sized, true},
        {ok, "Content-Length: 0\r\n", false, body_framing::none, true},
        {ok, "", false, body_framing::until_close, false},
        {ok, "Connection: keep-alive\r\n", false, body_framing::until_close, false},
        {ok, chunked, true, body_framing::none, true},
        {ok, sized, true, body_framing::none, true},
        {ok, "", true, body_framing::none, true},
        {"HTTP/1.1 204 No Content", sized, false, body_framing::none, false},
        {"HTTP/1.1 204 No Content", chunked, false, body_framing::none, false},
        {"HTTP/1.1 204 No Content", "Content-Length: 0\r\n", false, body_framing::none, true},
        {"HTTP/1.1 204 No Content", "", false, body_framing::none, true},
        {"HTTP/1.1 304 Not Modified", sized, false, body_framing::none, true},
        {"HTTP/1.1 304 Not Modified", "", false, body_framing::none, true},
        {"HTTP/1.1 103 Early Hints", "", false, body_framing::none, true},
        {"HTTP/1.1 100 Continue", "Content-Length: 0\r\n", false, body_framing::none, true},
        {"HTTP/1.1 205 Reset Content", "", false, body_framing::until_close, false},
        {ok, sized + "Connection: x, Close\r\n", false, body_framing::sized, false},
        {"HTTP/1.0 200 OK", sized, false, body_framing::sized, false},
        {"HTTP/1.0 200 OK", sized + "Connection: Keep-Alive\r\n", false, body_framing::sized, true},
        {"HTTP/1.0 200 OK", "", false, body_framing::until_close, false},
    };
    for (const auto& each : cases) {
        const parsed_response got(response_text(each.line, each.lines), each.to_head);
        BOOST_TEST(got.accepted, each.line << " " << each.lines);
        BOOST_TEST((got.head.framing == each.framing), each.line << " " << each.lines);
        BOOST_TEST(got.head.keep_alive == each.keep_alive, each.line << " " << each.lines);
    }
}

BOOST_AUTO_TEST_CASE(a_reused_head_contains_nothing_of_the_last_response)
{
    const auto first = response_text("HTTP/1.0 500 Oops", "Content-Length: 9\r\nX: y\r\n");
    const auto second = response_text("HTTP/1.1 204 No Content");
    response_head head;
    BOOST_TEST(parse_response_head(first, plenty, false, head).has_value());
    BOOST_TEST(parse_response_head(second, plenty, false, head).has_value());
    BOOST_TEST(head.status == 204u);
    BOOST_TEST(head.version == 11u);
    BOOST_TEST(head.fields.empty());
    BOOST_TEST(head.content_length == 0u);
    BOOST_TEST(head.keep_alive);
}

BOOST_AUTO_TEST_CASE(only_a_whole_101_switches_to_websocket)
{
    const std::string line = "HTTP/1.1 101 Switching Protocols";
    const std::pair<std::string, bool> cases[]{
        {"Connection: Upgrade\r\nUpgrade: websocket\r\n", true},
        {"upgrade: WebSocket\r\nconnection: x, UPGRADE\r\n", true},
        {"Connection: Upgrade\r\nUpgrade: h2c\r\n", false},
        {"Connection: Upgrade\r\nUpgrade: websocket, h2c\r\n", false},
        {"Connection: Upgrade\r\n", false},
        {"Upgrade: websocket\r\n", false},
        {"", false},
    };
    for (const auto& [lines, switches] : cases) {
        const parsed_response got(response_text(line, lines));
        BOOST_TEST(got.accepted, lines);
        BOOST_TEST(got.head.switches_to_websocket == switches, lines);
    }
    BOOST_TEST(!parsed_response(response_text(ok, cases[0].first)).head.switches_to_websocket);
}

BOOST_AUTO_TEST_CASE(refuses_ambiguous_fields)
{
    const std::pair<const char*, std::string> cases[]{
        {"length and encoding", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"},
        {"encoding and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"},
        {"two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n"},
        {"two equal lengths", "Content-Length: 5\r\nContent-Length: 5\r\n"},
        {"a list of lengths", "Content-Length: 5, 5\r\n"},
        {"a signed length", "Content-Length: +5\r\n"},
        {"a negative length", "Content-Length: -5\r\n"},
        {"19 digits", "Content-Length: 1000000000000000000\r\n"},
        {"no length", "Content-Length:\r\n"},
        {"gzip", "Transfer-Encoding: gzip\r\n"},
        {"gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n"},
        {"chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"},
        {"xchunked", "Transfer-Encoding: xchunked\r\n"},
        {"a folded line", "X: a\r\n b\r\n"},
        {"space before the colon", "Content-Length : 5\r\n"},
        {"empty name", ": x\r\n"},
        {"no colon", "hello\r\n"},
        {"NUL", "X: a\0b\r\n"s},
        {"bare LF", "X: a\nSet-Cookie: b=c\r\n"},
        {"bare CR", "X: a\rSet-Cookie: b=c\r\n"},
        {"a control character", "X: a\x01\r\n"},
    };
    for (const auto& [why, lines] : cases)
        BOOST_TEST(!parsed_response(response_text(ok, lines)).accepted, why);
    BOOST_TEST(!parsed_response(response_text("HTTP/1.0 200 OK", "Transfer-Encoding: chunked\r\n"))
                    .accepted);
    for (const auto* lines : {"Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"})
        BOOST_TEST(!parsed_response(response_text("HTTP/1.1 103 Early Hints", lines)).accepted);
    // HEAD has no body, and still its fields may not contradict each other.
    BOOST_TEST(!parsed_response(response_text(ok, cases[0].second), true).accepted);
}

BOOST_AUTO_TEST_CASE(the_number_of_connection_options_has_a_limit)
{
    const auto parse_with = [](std::size_t options) {
        std::string raw = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: ";
        for (std::size_t i = 0; i < options; ++i)
            raw += "x,";
        raw += "\r\n\r\n";
        response_head head;
        return parse_response_head(raw, 100, false, head);
    };
    BOOST_TEST(parse_with(31).has_value());
    BOOST_TEST(parse_with(32).has_value());
    BOOST_TEST((parse_with(33) == errc::upstream_malformed));
}

BOOST_AUTO_TEST_CASE(refuses_malformed_status_lines)
{
    for (const std::string line :
         {"",
          "HTTP/1.1",
          "HTTP/1.1 ",
          "HTTP/1.1 20 OK",
          "HTTP/1.1 2000 OK",
          "HTTP/1.1 abc OK",
          "HTTP/1.1 099 Low",
          "HTTP/1.1 000 Low",
          "HTTP/1.1  200 OK",
          "HTTP/1.2 200 OK",
          "HTTP/2 200 OK",
          "http/1.1 200 OK",
          "ICY 200 OK",
          " HTTP/1.1 200 OK",
          "200 OK",
          "HTTP/1.1 -20 OK",
          "HTTP/1.1 200 O\x01K",
          "HTTP/1.1 200 O\nK",
          "HTTP/1.1 200 O\rK",
          "GET / HTTP/1.1"})
        BOOST_TEST(!parsed_response(response_text(line, "Content-Length: 0\r\n")).accepted, line);
    BOOST_TEST(!parsed_response("HTTP/1.1 200 OK\r\nX: y\r\n").accepted);
    BOOST_TEST(parsed_response(response_text("HTTP/1.1 200 ", "Content-Length: 0\r\n")).accepted);
}

BOOST_AUTO_TEST_CASE(the_number_of_headers_has_a_limit)
{
    const std::string two = "Content-Length: 0\r\nX: y\r\n";
    BOOST_TEST(parsed_response(response_text(ok, two), false, 3).accepted);
    BOOST_TEST(parsed_response(response_text(ok, two), false, 2).accepted);
    BOOST_TEST(!parsed_response(response_text(ok, two), false, 1).accepted);
}

BOOST_AUTO_TEST_SUITE_END()
