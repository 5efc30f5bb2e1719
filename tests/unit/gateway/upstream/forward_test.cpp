#include "gateway/upstream/forward.hpp"

#include "tests/unit/gateway/upstream/forward_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::forward_fixture;
using dsgw::test::sized_answer;

BOOST_AUTO_TEST_SUITE(forward_test)

namespace {

// A forward without a decision is an error of the compiler.
template <class... Arguments>
concept may_forward = requires(Arguments... arguments)
{
    forward(arguments...);
};

static_assert(may_forward<
              cleared, upstream_pool&, client_connection&, exchange&, std::shared_ptr<void>, bool&,
              request_guard&>);
static_assert(!may_forward<
              upstream_pool&, client_connection&, exchange&, std::shared_ptr<void>, bool&,
              request_guard&>);

}  // namespace

BOOST_AUTO_TEST_CASE(passes_requests_and_answers_on_over_one_connection)
{
    forward_fixture f;
    f.upstream.answers = {{sized_answer("one")}, {sized_answer("two")}};
    const auto first = f.get("/1");
    BOOST_TEST(first.refused == "");
    BOOST_TEST(first.keep_alive);
    BOOST_TEST(!first.cut_short);
    BOOST_TEST(first.received == sized_answer("one"));
    BOOST_TEST(first.bytes == 3u);
    BOOST_TEST(first.error == "");
    const auto second = f.get("/2");
    BOOST_TEST(second.received == sized_answer("two"));
    BOOST_TEST(f.upstream.connections == 1u);
    BOOST_TEST_REQUIRE(f.upstream.requests.size() == 2u);
    BOOST_TEST(f.upstream.requests[0].substr(0, 16) == "GET /1 HTTP/1.1\r");
    BOOST_TEST(f.upstream.requests[1].substr(0, 16) == "GET /2 HTTP/1.1\r");
}

BOOST_AUTO_TEST_CASE(nothing_goes_to_datasette_once_the_grant_is_lost)
{
    forward_fixture f;
    f.upstream.answers = {{sized_answer("one")}, {sized_answer("two")}};
    BOOST_TEST(f.get("/1").received == sized_answer("one"));
    for (const auto why : {errc::credentials_required, errc::token_unverified}) {
        f.guard.lost = why;
        const auto refused = f.post("body");
        BOOST_TEST(refused.refused == name_of(why));
        BOOST_TEST(refused.received == "");
        BOOST_TEST(f.get("/2").refused == name_of(why));
    }
    BOOST_TEST(f.upstream.requests.size() == 1U);
    f.guard.lost = {};
    BOOST_TEST(f.get("/3").received == sized_answer("two"));
    BOOST_TEST(f.guard.ended == 0U);
}

BOOST_AUTO_TEST_CASE(asks_once_more_when_a_reused_connection_closes_without_a_word)
{
    forward_fixture f;
    f.upstream.answers = {{sized_answer("one")}, {"", true}, {sized_answer("two")}};
    BOOST_TEST(f.get("/1").received == sized_answer("one"));
    const auto second = f.get("/2");
    BOOST_TEST(second.refused == "");
    BOOST_TEST(second.received == sized_answer("two"));
    BOOST_TEST(f.upstream.connections == 2u);
    BOOST_TEST_REQUIRE(f.upstream.requests.size() == 3u);
    BOOST_TEST(f.upstream.requests[1] == f.upstream.requests[2]);
}

BOOST_AUTO_TEST_CASE(repeats_at_most_once)
{
    forward_fixture f;
    f.upstream.answers = {{sized_answer("one")}, {"", true}, {"", true}, {sized_answer("late")}};
    BOOST_TEST(f.get("/1").received == sized_answer("one"));
    const auto second = f.get("/2");
    BOOST_TEST(second.refused == "upstream_closed");
    BOOST_TEST(second.received == "");
    BOOST_TEST(f.upstream.requests.size() == 3u);
}

BOOST_AUTO_TEST_CASE(does_not_ask_again_after_a_byte_has_come)
{
    forward_fixture f;
    f.upstream.answers = {{sized_answer("one")}, {"H", true}, {sized_answer("late")}};
    BOOST_TEST(f.get("/1").received == sized_answer("one"));
    BOOST_TEST(f.get("/2").refused == "upstream_closed");
    BOOST_TEST(f.upstream.requests.size() == 2u);
}

BOOST_AUTO_TEST_CASE(does_not_ask_again_when_a_fresh_connection_closes)
{
    forward_fixture f;
    f.upstream.answers = {{"", true}, {sized_answer("late")}};
    BOOST_TEST(f.get().refused == "upstream_closed");
    BOOST_TEST(f.upstream.requests.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_post_never_uses_a_reused_connection)
{
    for (const std::string method : {"POST", "PATCH", "BREW"}) {
        forward_fixture f;
        f.upstream.answers = {{sized_answer("one")}, {"", true}, {sized_answer("late")}};
        BOOST_TEST(f.get().received == sized_answer("one"));
        const auto sent =
            f.pass(method + " /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", "a=b");
        BOOST_TEST(sent.refused == "upstream_closed", method);
        BOOST_TEST(f.upstream.connections == 2u, method);
        BOOST_TEST(f.upstream.requests.size() == 2u, "sent once: " << method);
    }
}

BOOST_AUTO_TEST_CASE(a_put_whose_body_is_here_may_be_sent_again)
{
    forward_fixture f;
    f.upstream.answers = {{sized_answer("one")}, {"", true}, {sized_answer("two")}};
    BOOST_TEST(f.get().received == sized_answer("one"));
    const auto sent = f.pass("PUT /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n", "a=bGET /");
    BOOST_TEST(sent.received == sized_answer("two"));
    BOOST_TEST(sent.unread == "GET /");
    BOOST_TEST_REQUIRE(f.upstream.requests.size() == 3u);
    BOOST_TEST(f.upstream.requests[1] == f.upstream.requests[2]);
    BOOST_TEST(f.upstream.requests[2].substr(f.upstream.requests[2].size() - 7) == "\r\n\r\na=b");
}

BOOST_AUTO_TEST_CASE(a_body_is_passed_on)
{
    forward_fixture f;
    f.upstream.answers = {{sized_answer("ok")}};
    const std::string body(3000, 'x');
    const auto sent = f.post(body);
    BOOST_TEST(sent.received == sized_answer("ok"));
    BOOST_TEST(sent.keep_alive);
    BOOST_TEST(sent.unread == "");
    BOOST_TEST_REQUIRE(f.upstream.requests.size() == 1u);
    const auto& request = f.upstream.requests[0];
    BOOST_TEST(request.find("\r\nContent-Length: 3000\r\n") != std::string::npos);
    BOOST_TEST(request.substr(request.size() - 3004) == "\r\n\r\n" + body);
}

BOOST_AUTO_TEST_CASE(a_refused_body_does_not_reach_datasette)
{
    forward_fixture f("{\"limits\": {\"body_bytes\": 4}}");
    f.upstream.answers = {{sized_answer("ok")}, {sized_answer("late")}};
    BOOST_TEST(f.post("1234").received == sized_answer("ok"));
    BOOST_TEST(f.post("12345").refused == "body_too_large");
    const std::string chunked = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    BOOST_TEST(f.pass(chunked, "5\r\n12345\r\n0\r\n\r\n").refused == "body_too_large");
    BOOST_TEST(f.pass(chunked, "5\nx").refused == "malformed_chunk");
    BOOST_TEST(f.upstream.requests.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_client_that_goes_in_the_middle_of_its_body_is_no_request)
{
    forward_fixture f;
    f.upstream.answers = {{sized_answer("late")}};
    const auto sent = f.pass("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", "1234");
    BOOST_TEST(sent.refused == "downstream_closed");
    BOOST_TEST(f.upstream.requests.empty());
    BOOST_TEST(f.upstream.connections == 0u);
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_to_end_is_not_kept_alive)
{
    forward_fixture f;
    f.upstream.answers.assign(3, {sized_answer("ok")});
    const auto closing = f.pass("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    BOOST_TEST(!closing.keep_alive);
    BOOST_TEST(closing.received.find("\r\nConnection: close\r\n") != std::string::npos);
    const auto old = f.pass("GET / HTTP/1.0\r\n\r\n");
    BOOST_TEST(!old.keep_alive);
    f.draining = true;
    BOOST_TEST(!f.get().keep_alive);
}

// Datasette answers 413 without reading, or is gone in the middle: what is left of the body must
// not be taken for the next request.
BOOST_AUTO_TEST_CASE(a_connection_with_an_unread_body_is_not_kept_alive)
{
    forward_fixture f;
    f.upstream.answers = {{sized_answer("early"), true, true}};
    // More than the socket takes at once, so that the answer comes while the head is being sent.
    const std::string large(4'000'000, 'x');
    // The first 64 KiB of the body are there: before that nothing is asked.
    const auto sent = f.pass(
        "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 90000\r\nUser-Agent: " + large + "\r\n\r\n",
        std::string(65536, 'x') + "GET /smuggled HTTP/1.1\r\n"
    );
    BOOST_TEST(sent.refused == "");
    BOOST_TEST(sent.received.substr(sent.received.size() - 5) == "early");
    BOOST_TEST(!sent.keep_alive);
    const auto connection = sent.received.find("\r\nConnection: close\r\n");
    BOOST_TEST(connection != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
