#include "gateway/http/chunk_decoder.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/upstream/forward.hpp"
#include "tests/unit/gateway/upstream/forward_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::forward_fixture;
using dsgw::test::sized_answer;

BOOST_AUTO_TEST_SUITE(forward_response_test)

namespace {

const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";

/// The payload of a chunked answer that the client received, or why it is none.
std::string payload_of(const std::string& received)
{
    if (received.substr(0, chunked.size()) != chunked) return "not chunked: " + received;
    auto body = received.substr(chunked.size());
    chunk_decoder decoder;
    const auto progress = decoder.decode(body.data(), body.size());
    if (!progress) return "malformed: " + body;
    if (!decoder.is_done() || progress->consumed != body.size()) return "not the end: " + body;
    return body.substr(0, progress->payload);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_chunked_body_stays_chunked)
{
    forward_fixture f;
    f.upstream.answers = {
        {chunked + "3\r\nabc\r\n4;x\r\ndefg\r\n0\r\n\r\n"}, {sized_answer("two")}};
    const auto got = f.get();
    BOOST_TEST(payload_of(got.received) == "abcdefg");
    BOOST_TEST(got.keep_alive);
    BOOST_TEST(got.bytes == 7u);
    BOOST_TEST(f.get().received == sized_answer("two"));
    BOOST_TEST(f.upstream.connections == 1u);
}

BOOST_AUTO_TEST_CASE(trailers_are_passed_on)
{
    forward_fixture f;
    f.upstream.answers = {{chunked + "3\r\nabc\r\n0\r\nDigest: x\r\n\r\n"}};
    const auto got = f.get().received;
    const std::string end = "0\r\nDigest: x\r\n\r\n";
    BOOST_TEST_REQUIRE(got.size() > end.size());
    BOOST_TEST(got.substr(got.size() - end.size()) == end);
}

BOOST_AUTO_TEST_CASE(a_body_that_ends_with_the_connection_is_chunked_for_the_client)
{
    forward_fixture f;
    f.upstream.answers = {{ok + "\r\nabc", true}, {sized_answer("two")}};
    const auto got = f.get();
    BOOST_TEST(payload_of(got.received) == "abc");
    BOOST_TEST(got.keep_alive);
    BOOST_TEST(f.get().received == sized_answer("two"));
    BOOST_TEST(f.upstream.connections == 2u);
}

BOOST_AUTO_TEST_CASE(an_old_client_gets_a_body_that_ends_with_the_connection)
{
    forward_fixture f;
    f.upstream.answers = {{chunked + "3\r\nabc\r\n0\r\n\r\n"}};
    const auto got = f.pass("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    BOOST_TEST(got.received == ok + "Connection: close\r\n\r\nabc");
    BOOST_TEST(!got.keep_alive);
    BOOST_TEST(!got.cut_short);
}

BOOST_AUTO_TEST_CASE(a_large_body_arrives_whole)
{
    std::string body;
    for (int i = 0; body.size() < 180'000; ++i)
        body += std::to_string(i) + ",";
    forward_fixture f;
    f.upstream.answers = {{sized_answer(body)}};
    const auto got = f.get();
    BOOST_TEST((got.received == sized_answer(body)));
    BOOST_TEST(got.bytes == body.size());
}

BOOST_AUTO_TEST_CASE(responses_without_body_leave_the_connection_good)
{
    forward_fixture f;
    const std::string head = ok + "Content-Length: 5\r\n\r\n";
    const std::string empty = "HTTP/1.1 204 No Content\r\n\r\n";
    const std::string same = "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n";
    f.upstream.answers = {{head}, {empty}, {same}, {sized_answer("")}};
    BOOST_TEST(f.pass("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").received == head);
    BOOST_TEST(f.get().received == empty);
    BOOST_TEST(f.get().received == same);
    const auto last = f.get();
    BOOST_TEST(last.received == sized_answer(""));
    BOOST_TEST(last.keep_alive);
    BOOST_TEST(f.upstream.connections == 1u);
}

BOOST_AUTO_TEST_CASE(an_empty_page_keeps_its_length_or_its_last_chunk)
{
    forward_fixture f{forward_fixture::with_account{}};
    const std::string html = "Content-Type: text/html\r\n";
    const std::string chunks = ok + html + "Transfer-Encoding: chunked\r\n\r\n";
    const std::string cases[][2]{
        {ok + html + "Content-Length: 0\r\n\r\n", ok + html + "Content-Length: 0\r\n\r\n"},
        {"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n" + html + "\r\n",
         "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n" + html + "\r\n"},
        {chunks + "0\r\n\r\n", chunks + "0\r\n\r\n"},
        {"HTTP/1.1 204 No Content\r\n" + html + "\r\n",
         "HTTP/1.1 204 No Content\r\n" + html + "\r\n"},
        {"HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n" + html + "\r\n",
         "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n" + html + "\r\n"},
        {"HTTP/1.1 304 Not Modified\r\n" + html + "\r\n",
         "HTTP/1.1 304 Not Modified\r\n" + html + "\r\n"},
        {ok + html + "Content-Length: 3\r\n\r\nabc", chunks + "3\r\nabc\r\n0\r\n\r\n"},
        {ok + html + "\r\n", chunks + "0\r\n\r\n"},
    };
    for (const auto& [sent, expected] : cases) {
        const bool is_sized = sent != ok + html + "\r\n";
        f.upstream.answers = {{sent, !is_sized}};
        const auto got = f.get();
        BOOST_TEST(got.received == expected, sent);
        BOOST_TEST(got.keep_alive, sent);
    }
}

BOOST_AUTO_TEST_CASE(a_body_cut_short_is_cut_short_for_the_client)
{
    const std::string cases[]{
        ok + "Content-Length: 10\r\n\r\nabc",
        chunked + "5\r\nabc",
        chunked + "3\r\nabc\r\n",
        chunked + "3\r\nabc\r\n0\r\n",
    };
    for (const auto& bytes : cases) {
        forward_fixture f;
        f.upstream.answers = {{bytes, true}};
        const auto got = f.get();
        BOOST_TEST(got.refused == "", bytes);
        BOOST_TEST(got.cut_short, bytes);
        BOOST_TEST(!got.keep_alive, bytes);
        BOOST_TEST(got.received.find("\r\n0\r\n") == std::string::npos, got.received);
        BOOST_TEST(got.error.substr(0, 9) == "upstream_", bytes);
    }
}

BOOST_AUTO_TEST_CASE(reports_a_missing_body_to_the_client)
{
    for (const auto& head : {ok + "Content-Length: 10\r\n\r\n", chunked}) {
        forward_fixture f;
        f.upstream.answers = {{head, true}};
        const auto got = f.get();
        BOOST_TEST(got.refused == "upstream_closed", head);
        BOOST_TEST(!got.cut_short, head);
        BOOST_TEST(got.received == "", got.received);
    }
}

BOOST_AUTO_TEST_CASE(does_not_forward_an_ambiguous_response)
{
    const std::string cases[]{
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
        ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        ok + "Transfer-Encoding: gzip\r\n\r\nabc",
        ok + "X: a\r\n b\r\n\r\n",
        chunked + "3\r\nabc\r\nzz\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    };
    for (const auto& bytes : cases) {
        forward_fixture f;
        f.upstream.answers = {{bytes}, {sized_answer("ok")}};
        const auto got = f.get();
        BOOST_TEST(got.refused == "upstream_malformed", bytes);
        BOOST_TEST(got.received == "", bytes);
        BOOST_TEST(f.get().received == sized_answer("ok"));
        BOOST_TEST(f.upstream.connections == 2u, bytes);
    }
}

BOOST_AUTO_TEST_CASE(forwards_interim_responses_except_100)
{
    const std::string hints = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
    forward_fixture f;
    f.upstream.answers.assign(
        2, {"HTTP/1.1 100 Continue\r\n\r\n" + hints + hints + sized_answer("ok")}
    );
    BOOST_TEST(f.get().received == hints + hints + sized_answer("ok"));
    const auto old = f.pass("GET / HTTP/1.0\r\n\r\n").received;
    BOOST_TEST(old.substr(0, ok.size()) == ok);
}

BOOST_AUTO_TEST_CASE(refuses_endless_interim_responses)
{
    std::string sixteen;
    for (unsigned i = 0; i < limits::interim_responses_max; ++i)
        sixteen += "HTTP/1.1 100 Continue\r\n\r\n";
    forward_fixture f;
    f.upstream.answers = {
        {sixteen + sized_answer("ok")},
        {sixteen + "HTTP/1.1 100 Continue\r\n\r\n" + sized_answer("ok")}};
    BOOST_TEST(f.get().received == sized_answer("ok"));
    BOOST_TEST(f.get().refused == "upstream_malformed");
}

BOOST_AUTO_TEST_CASE(the_head_of_a_response_has_a_limit)
{
    const auto with = [](std::size_t size) {
        forward_fixture f;
        const std::string begin = ok + "Content-Length: 0\r\nX: ";
        const auto filling = std::string(size - begin.size() - 4, 'x');
        f.upstream.answers = {{begin + filling + "\r\n\r\n"}};
        return f.get().refused;
    };
    BOOST_TEST(with(limits::response_head_bytes_max) == "");
    BOOST_TEST(with(limits::response_head_bytes_max + 1) == "upstream_malformed");
    BOOST_TEST(with(limits::response_head_bytes_max * 2) == "upstream_malformed");
    BOOST_TEST(with(limits::response_head_bytes_max * 4) == "upstream_malformed");
}

BOOST_AUTO_TEST_CASE(bytes_after_a_response_make_the_connection_unusable)
{
    forward_fixture f;
    f.upstream.answers = {{sized_answer("one") + "HTTP/1.1 200 EVIL\r\n"}, {sized_answer("two")}};
    BOOST_TEST(f.get().received == sized_answer("one"));
    BOOST_TEST(f.get().received == sized_answer("two"));
    BOOST_TEST(f.upstream.connections == 2u);
}

BOOST_AUTO_TEST_CASE(a_connection_that_datasette_ends_is_not_used_again)
{
    forward_fixture f;
    f.upstream.answers = {
        {ok + "Connection: close\r\nContent-Length: 0\r\n\r\n"}, {sized_answer("two")}};
    BOOST_TEST(f.get().keep_alive);
    BOOST_TEST(f.get().received == sized_answer("two"));
    BOOST_TEST(f.upstream.connections == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
