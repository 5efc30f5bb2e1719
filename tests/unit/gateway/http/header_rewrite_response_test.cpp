#include "gateway/http/header_rewrite.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(header_rewrite_response_test)

namespace {

struct how
{
    body_framing framing = body_framing::sized;
    unsigned client_version = 11;
    bool keep_alive = true;
    bool is_upgrade = false;
    std::string hsts = {};
    std::string request_id = {};
};

std::string rewritten(
    const std::string& line, const std::string& lines, const how& with, bool to_head = false
)
{
    const auto text = line + "\r\n" + lines + "\r\n";
    response_head head;
    BOOST_TEST_REQUIRE(parse_response_head(text, 100, to_head, head).has_value());
    std::string out = "left over";
    downstream_response from{
        head, with.framing, with.client_version, with.keep_alive, with.is_upgrade, with.hsts};
    from.request_id = with.request_id;
    rewrite_response(from, out);
    return out;
}

const std::string ok = "HTTP/1.1 200 OK";
const std::string sized = "Content-Length: 5\r\n";

/// What became of these lines beside the length of a plain 200.
std::string lines_of(const std::string& lines)
{
    const auto out = rewritten(ok, lines + sized, {});
    const auto begin = ok + "\r\n";
    const auto end = sized + "\r\n";
    BOOST_TEST_REQUIRE(out.size() >= begin.size() + end.size());
    BOOST_TEST_REQUIRE(out.substr(0, begin.size()) == begin);
    BOOST_TEST_REQUIRE(out.substr(out.size() - end.size()) == end);
    return out.substr(begin.size(), out.size() - begin.size() - end.size());
}

}  // namespace

BOOST_AUTO_TEST_CASE(says_the_request_id_once)
{
    how with;
    with.request_id = "ours";
    for (const std::string said : {"", "X-Request-ID: theirs\r\n"}) {
        const auto out = rewritten(ok, said + sized, with);
        BOOST_TEST(out == ok + "\r\nX-Request-Id: ours\r\n" + sized + "\r\n");
    }
}

BOOST_AUTO_TEST_CASE(passes_ordinary_fields_on_in_order)
{
    for (const std::string lines :
         {"", "date: x\r\nserver: uvicorn\r\nLink: a\r\nlink: b\r\n", "Location: /x\r\n",
          "Set-Cookie: ds_messages=x; Path=/\r\nset-cookie: a=ds_actor\r\n", "ETag: \"x\"\r\n",
          "WWW-Authenticate: Bearer error=\"invalid_token\"\r\n",
          "Vary: Cookie, Authorization\r\n"})
        BOOST_TEST(lines_of(lines) == lines, lines);
}

BOOST_AUTO_TEST_CASE(omits_a_length_that_will_change)
{
    response_head head;
    const auto text = ok + "\r\n" + sized + "\r\n";
    BOOST_TEST_REQUIRE(parse_response_head(text, 100, true, head).has_value());
    downstream_response to_head{head, body_framing::none, 11, true, false, {}};
    std::string out;
    rewrite_response(to_head, out);
    BOOST_TEST(out == ok + "\r\n" + sized + "\r\n");
    to_head.length_changes = true;
    rewrite_response(to_head, out);
    BOOST_TEST(out == ok + "\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(drops_what_is_for_one_connection_only)
{
    for (const std::string lines :
         {"Connection: keep-alive\r\n", "Keep-Alive: timeout=5\r\n", "Upgrade: h2c\r\n",
          "Proxy-Connection: close\r\n", "TE: x\r\n", "Trailer: X\r\n",
          "Connection: x-one\r\nX-One: a\r\n"})
        BOOST_TEST(lines_of(lines) == "", lines);
}

BOOST_AUTO_TEST_CASE(no_spelling_of_the_actor_cookie_is_set_by_datasette)
{
    for (const std::string value :
         {"ds_actor=x; Path=/", "DS_ACTOR=x", "ds_actor=\"\"; expires=Thu", "Ds_Actor =x",
          "ds_actor"})
        BOOST_TEST(lines_of("Set-Cookie: " + value + "\r\n") == "", value);
    BOOST_TEST(lines_of("set-cookie: ds_actor=x\r\nSet-Cookie: a=1\r\n") == "Set-Cookie: a=1\r\n");
}

BOOST_AUTO_TEST_CASE(writes_the_framing_towards_the_client)
{
    BOOST_TEST(rewritten(ok, sized, {}) == ok + "\r\n" + sized + "\r\n");
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    BOOST_TEST(rewritten(ok, chunked, {body_framing::chunked}) == ok + "\r\n" + chunked + "\r\n");
    BOOST_TEST(rewritten(ok, "", {body_framing::chunked}) == ok + "\r\n" + chunked + "\r\n");
    BOOST_TEST(
        rewritten(ok, chunked, {body_framing::until_close, 10, false}) ==
        ok + "\r\nConnection: close\r\n\r\n"
    );
    BOOST_TEST(
        rewritten(ok, "Content-Length: 0\r\n", {body_framing::none}) ==
        ok + "\r\nContent-Length: 0\r\n\r\n"
    );
}

BOOST_AUTO_TEST_CASE(a_response_without_body_keeps_only_a_length_that_may_stand_there)
{
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    const how none{body_framing::none};
    const auto head = [&](const std::string& lines) { return rewritten(ok, lines, none, true); };
    BOOST_TEST(head(sized) == ok + "\r\n" + sized + "\r\n");
    BOOST_TEST(head(chunked) == ok + "\r\n\r\n");
    BOOST_TEST(head("") == ok + "\r\n\r\n");
    const std::string not_modified = "HTTP/1.1 304 Not Modified";
    BOOST_TEST(rewritten(not_modified, sized, none) == not_modified + "\r\n" + sized + "\r\n");
    const std::string no_content = "HTTP/1.1 204 No Content";
    BOOST_TEST(rewritten(no_content, sized, none) == no_content + "\r\n\r\n");
    BOOST_TEST(rewritten(no_content, chunked, none) == no_content + "\r\n\r\n");
    const std::string empty = "Content-Length: 0\r\n";
    for (const std::string line : {"HTTP/1.1 103 Early Hints", "HTTP/1.1 100 Continue"})
        BOOST_TEST(rewritten(line, empty, none) == line + "\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(writes_the_connection_header)
{
    const how close{body_framing::sized, 11, false};
    BOOST_TEST(rewritten(ok, sized, close) == ok + "\r\n" + sized + "Connection: close\r\n\r\n");
    const how old{body_framing::sized, 10, true};
    BOOST_TEST(rewritten(ok, sized, old) == ok + "\r\n" + sized + "Connection: keep-alive\r\n\r\n");
    // Whether Datasette keeps its own connection is not the client's business.
    BOOST_TEST(rewritten(ok, sized + "Connection: close\r\n", {}) == ok + "\r\n" + sized + "\r\n");
    const std::string hints = "HTTP/1.1 103 Early Hints";
    BOOST_TEST(rewritten(hints, "", {body_framing::none, 11, false}) == hints + "\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(an_upgrade_is_passed_on)
{
    const std::string line = "HTTP/1.1 101 Switching Protocols";
    const auto out = rewritten(
        line, "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n",
        {body_framing::none, 11, true, true}
    );
    BOOST_TEST(
        out ==
        line + "\r\nSec-WebSocket-Accept: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    );
}

BOOST_AUTO_TEST_CASE(strict_transport_security_is_added_to_final_responses)
{
    const how with{body_framing::sized, 11, true, false, "max-age=60"};
    BOOST_TEST(
        rewritten(ok, sized, with) ==
        ok + "\r\n" + sized + "Strict-Transport-Security: max-age=60\r\n\r\n"
    );
    const std::string hints = "HTTP/1.1 103 Early Hints";
    const how interim{body_framing::none, 11, true, false, "max-age=60"};
    BOOST_TEST(rewritten(hints, "", interim) == hints + "\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(the_version_is_ours_and_the_reason_is_kept)
{
    BOOST_TEST(
        rewritten("HTTP/1.0 404 Nicht Da", sized, {}) ==
        "HTTP/1.1 404 Nicht Da\r\n" + sized + "\r\n"
    );
    BOOST_TEST(rewritten("HTTP/1.1 299 ", sized, {}) == "HTTP/1.1 299 \r\n" + sized + "\r\n");
}

BOOST_AUTO_TEST_CASE(only_harmless_trailers_go_on)
{
    BOOST_TEST(rewrite_trailers("") == "");
    BOOST_TEST(rewrite_trailers("X-Sum: 42\r\nETag: \"a\"\r\n") == "X-Sum: 42\r\nETag: \"a\"\r\n");
    BOOST_TEST(
        rewrite_trailers(
            "Set-Cookie: ds_actor=x\r\nX-Sum: 42\r\ncontent-length: 3\r\nConnection: close\r\n"
            "Transfer-Encoding: chunked\r\nTrailer: a\r\nLocation: /\r\n"
        ) == "X-Sum: 42\r\n"
    );
}

BOOST_AUTO_TEST_CASE(adds_a_cookie_only_to_uncacheable_responses)
{
    const auto carries = [](const std::string& lines) {
        const auto text = ok + "\r\n" + lines + sized + "\r\n";
        response_head head;
        BOOST_TEST_REQUIRE(parse_response_head(text, 100, false, head).has_value());
        return may_carry_cookie(head);
    };
    for (const std::string value :
         {"private, no-store", "no-store", "max-age=0, Private", "private"})
        BOOST_TEST(carries("cache-control: " + value + "\r\n"), value);
    BOOST_TEST(carries("Cache-Control: max-age=5\r\nCache-Control: private\r\n"));
    for (const std::string value :
         {"", "max-age=5", "public, max-age=31536000, immutable", "no-cache", "x-private"})
        BOOST_TEST(!carries("Cache-Control: " + value + "\r\n"), value);
    BOOST_TEST(!carries(""));

    const auto text = ok + "\r\n" + sized + "\r\n";
    response_head head;
    BOOST_TEST_REQUIRE(parse_response_head(text, 100, false, head).has_value());
    downstream_response from{head, body_framing::sized, 11, true, false, {}};
    from.set_cookie = "ds_actor=x; Path=/";
    std::string out;
    rewrite_response(from, out);
    BOOST_TEST(out.find("\r\nSet-Cookie: ds_actor=x; Path=/\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(responses_for_one_user_are_private)
{
    const auto private_one = [](const std::string& lines) {
        const auto text = ok + "\r\n" + lines + sized + "\r\n";
        response_head head;
        BOOST_TEST_REQUIRE(parse_response_head(text, 100, false, head).has_value());
        downstream_response from{head, body_framing::sized, 11, true, false, {}};
        from.for_one_reader = true;
        std::string out;
        rewrite_response(from, out);
        const auto begin = out.find("\r\n") + 2;
        return out.substr(begin, out.find("Content-Length") - begin);
    };
    const std::pair<std::string, std::string> cases[] = {
        {"", "private"},
        {"Cache-Control: max-age=5\r\n", "private, max-age=5"},
        {"cache-control: private\r\n", "private"},
        {"Cache-Control: private, no-store\r\n", "private, no-store"},
        {"Cache-Control: PUBLIC, max-age=31536000, immutable\r\n",
         "private, max-age=31536000, immutable"},
        {"Cache-Control: s-maxage=60\r\nCache-Control: no-cache\r\n", "private, no-cache"},
        {"Cache-Control: private=\"x-a, x-b\", max-age=1\r\n", "private, max-age=1"},
        {"CDN-Cache-Control: max-age=60\r\nSurrogate-Control: max-age=60\r\n", "private"},
        {"Cloudflare-CDN-Cache-Control: max-age=60\r\n", "private"},
    };
    for (const auto& [lines, expected] : cases)
        BOOST_TEST(private_one(lines) == "Cache-Control: " + expected + "\r\n", lines);
    BOOST_TEST(private_one("Vary: Cookie\r\n") == "Vary: Cookie\r\nCache-Control: private\r\n");
    BOOST_TEST(lines_of("Cache-Control: max-age=5\r\n") == "Cache-Control: max-age=5\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
