#include "gateway/net/http_client.hpp"

#include "tests/unit/support/event_loop.hpp"
#include "tests/unit/support/fake_upstream.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <utility>

using namespace dsgw;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(http_client)

namespace {

struct client_fixture
{
    asio::io_context context{1};
    test::fake_upstream server{context};

    std::optional<fetch_response> get(fetch_request wanted)
    {
        std::optional<fetch_response> got;
        test::run_to_end(context, run(std::move(wanted), got));
        return got;
    }

    std::optional<fetch_response> get_answer(std::string bytes, bool then_close = false)
    {
        server.answers.push_back({std::move(bytes), then_close});
        return get({"/page"});
    }

private:
    task<> run(fetch_request wanted, std::optional<fetch_response>& into)
    {
        auto fetching = fetch_from_socket(context, server.endpoint().unix_path, std::move(wanted));
        into = co_await std::move(fetching);
    }
};

const std::string ok = "HTTP/1.1 200 OK\r\n";

}  // namespace

BOOST_FIXTURE_TEST_CASE(sends_only_the_headers_that_are_set, client_fixture)
{
    server.answers.push_back({test::sized_answer("text")});
    BOOST_TEST(get({"/a?b"})->body == "text");
    server.answers.push_back({test::sized_answer("")});
    fetch_request wanted{"/", "example.com", "https", "text/html", "ds_actor=1", "Bearer x"};
    BOOST_TEST(get(std::move(wanted))->status == 200U);
    BOOST_TEST_REQUIRE(server.requests.size() == 2U);
    BOOST_TEST(
        server.requests[0] == "GET /a?b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    );
    BOOST_TEST(
        server.requests[1] ==
        "GET / HTTP/1.1\r\nHost: example.com\r\nAccept: text/html\r\nX-Forwarded-Proto: https\r\n"
        "Authorization: Bearer x\r\nCookie: ds_actor=1\r\nConnection: close\r\n\r\n"
    );
    BOOST_TEST(server.connections == 2U);
}

BOOST_FIXTURE_TEST_CASE(reads_a_body_in_each_framing, client_fixture)
{
    BOOST_TEST(get_answer(test::sized_answer("sized"))->body == "sized");
    BOOST_TEST(
        get_answer(ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nchu\r\n4\r\nnked\r\n0\r\n\r\n")
            ->body == "chunked"
    );
    BOOST_TEST(get_answer(ok + "\r\nuntil the end", true)->body == "until the end");
    BOOST_TEST(
        get_answer("HTTP/1.1 103 Early Hints\r\n\r\n" + test::sized_answer("x"))->body == "x"
    );
    BOOST_TEST(get_answer("HTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx")->status == 404U);
}

BOOST_FIXTURE_TEST_CASE(returns_nothing_unless_the_response_is_complete, client_fixture)
{
    const std::string table[] = {
        "",
        "HTTP/1.1 200 OK\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        ok + "Content-Length: 5\r\n\r\ncut",
        ok + "Transfer-Encoding: chunked\r\n\r\n3\r\nchu\r\n",
        ok + "Transfer-Encoding: chunked\r\n\r\nx\r\n",
    };
    for (const auto& bytes : table)
        BOOST_TEST(!get_answer(bytes, true).has_value(), bytes);
    std::string interim;
    for (unsigned count = 0; count <= limits::interim_responses_max; ++count)
        interim += "HTTP/1.1 103 Early Hints\r\n\r\n";
    BOOST_TEST(!get_answer(interim + test::sized_answer("x")).has_value());
    const std::string header = "A: " + std::string(limits::response_head_bytes_max, 'a') + "\r\n";
    BOOST_TEST(!get_answer(ok + header + "Content-Length: 0\r\n\r\n").has_value());
}

BOOST_FIXTURE_TEST_CASE(limits_a_body_that_it_keeps, client_fixture)
{
    const std::string largest(limits::fetched_body_bytes_max, 'x');
    BOOST_TEST(get_answer(test::sized_answer(largest))->body.size() == largest.size());
    BOOST_TEST(!get_answer(test::sized_answer(largest + 'x')).has_value());
}

BOOST_FIXTURE_TEST_CASE(streams_a_body_of_any_size, client_fixture)
{
    const std::string sent(limits::fetched_body_bytes_max * 3, 'x');
    server.answers.push_back({test::sized_answer(sent)});
    std::size_t received = 0;
    fetch_request wanted{"/"};
    wanted.on_body = [&received](std::string_view piece) {
        received += piece.size();
        return true;
    };
    const auto got = get(wanted);
    BOOST_TEST_REQUIRE(got.has_value());
    BOOST_TEST(got->body.empty());
    BOOST_TEST(received == sent.size());
    server.answers.push_back({test::sized_answer(sent)});
    wanted.on_body = [](std::string_view) { return false; };
    BOOST_TEST(!get(wanted).has_value());
}

BOOST_FIXTURE_TEST_CASE(skips_an_unwanted_body, client_fixture)
{
    const std::string endless = "Content-Length: 1000\r\n\r\nbegin";
    fetch_request wanted{"/"};
    wanted.time = {};
    wanted.body = body_wanted::never;
    server.answers.push_back({ok + endless});
    BOOST_TEST(get(wanted)->status == 200U);
    wanted.body = body_wanted::of_status_200;
    server.answers.push_back({"HTTP/1.1 302 Found\r\n" + endless});
    const auto redirected = get(wanted);
    BOOST_TEST(redirected->status == 302U);
    BOOST_TEST(redirected->body.empty());
    server.answers.push_back({test::sized_answer("page")});
    BOOST_TEST(get(wanted)->body == "page");
}

BOOST_FIXTURE_TEST_CASE(gives_up_after_the_time_limit, client_fixture)
{
    for (const std::string& begin :
         {std::string("HTTP/1.1 103 Early Hints\r\n\r\n"), ok + "Content-Length: 9\r\n\r\nbegin"}) {
        server.answers.push_back({begin});
        fetch_request wanted{"/"};
        wanted.time = 1ms;
        BOOST_TEST(!get(wanted).has_value());
    }
}

BOOST_FIXTURE_TEST_CASE(returns_nothing_without_a_server, client_fixture)
{
    for (const std::string& path : {std::string("/none/upstream.sock"), std::string(200, 'x')}) {
        bool was_there = true;
        const auto ask = [](asio::io_context& on, std::string at, bool& into) -> task<> {
            fetch_request wanted{"/"};
            auto fetching = fetch_from_socket(on, std::move(at), std::move(wanted));
            const auto got = co_await std::move(fetching);
            into = got.has_value();
        };
        test::run_to_end(context, ask(context, path, was_there));
        BOOST_TEST(!was_there);
    }
}

BOOST_AUTO_TEST_SUITE_END()
