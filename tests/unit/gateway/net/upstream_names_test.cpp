#include "gateway/net/upstream_names.hpp"

#include "tests/unit/support/event_loop.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/test/unit_test.hpp>

#include <cstring>

using namespace dsgw;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(upstream_names_test)

namespace {

upstream_addresses one_address(const char* text)
{
    return {asio::ip::tcp::endpoint(asio::ip::make_address(text), 8001)};
}

/// Answers after `delay` what it knows by then.
struct name_server
{
    upstream_addresses known = one_address("192.0.2.1");
    std::chrono::milliseconds delay = 0ms;
    int asked = 0;

    task<upstream_addresses> answer()
    {
        ++asked;
        const auto context = co_await asio::this_coro::executor;
        steady_timer pause(context, delay);
        co_await pause.async_wait(as_result);
        co_return known;
    }

    upstream_names::lookup as_lookup()
    {
        return [this](const std::string&, std::uint16_t) { return answer(); };
    }
};

/// @return the first address, or the message of the error.
std::string find(
    asio::io_context& context, upstream_names& names, std::chrono::milliseconds limit = 1h,
    const std::string& host = "datasette"
)
{
    std::string answer;
    const auto ask = [&]() -> task<> {
        upstream_endpoint to;
        to.host = host;
        to.port = 8001;
        const auto found = co_await names.find(to, limit);
        if (!found) {
            answer = name_of(found.error());
            co_return;
        }
        asio::ip::tcp::endpoint first;
        std::memcpy(first.data(), found->front().data(), found->front().size());
        answer = first.address().to_string();
    };
    test::run_to_end(context, ask());
    return answer;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_system_knows_localhost)
{
    asio::io_context context;
    upstream_names names(context);
    const auto found = find(context, names, 1h, "localhost");
    BOOST_TEST((found == "127.0.0.1" || found == "::1"), found);
}

BOOST_AUTO_TEST_CASE(a_name_without_address_is_refused_until_it_has_one)
{
    asio::io_context context;
    name_server server;
    server.known.clear();
    upstream_names names(context, server.as_lookup());
    BOOST_TEST(find(context, names) == name_of(errc::upstream_refused));
    server.known = one_address("192.0.2.7");
    BOOST_TEST(find(context, names) == "192.0.2.7");
}

BOOST_AUTO_TEST_CASE(waits_at_most_the_limit_and_makes_one_lookup)
{
    asio::io_context context;
    name_server server;
    server.delay = 1h;
    upstream_names names(context, server.as_lookup());
    const auto began = steady_clock::now();
    BOOST_TEST(find(context, names, 20ms) == name_of(errc::upstream_timeout));
    BOOST_TEST(find(context, names, 20ms) == name_of(errc::upstream_timeout));
    BOOST_TEST((steady_clock::now() - began < 10s));
    BOOST_TEST(server.asked == 1);
}

BOOST_AUTO_TEST_CASE(uses_the_last_result_at_once)
{
    asio::io_context context;
    name_server server;
    upstream_names names(context, server.as_lookup());
    BOOST_TEST(find(context, names) == "192.0.2.1");
    server.known = one_address("192.0.2.2");
    BOOST_TEST(find(context, names, 1ms) == "192.0.2.1");
    BOOST_TEST(server.asked == 1);
}

BOOST_AUTO_TEST_CASE(a_moved_host_is_found_and_one_that_is_gone_is_remembered)
{
    asio::io_context context;
    name_server server;
    upstream_names names(context, server.as_lookup(), 0ms);
    BOOST_TEST(find(context, names) == "192.0.2.1");
    server.known = one_address("192.0.2.2");
    const auto moved_by = steady_clock::now() + test::patience;
    while (find(context, names) != "192.0.2.2" && steady_clock::now() < moved_by)
        context.poll();
    BOOST_TEST(find(context, names) == "192.0.2.2");
    server.known.clear();
    const int asked = server.asked;
    while (server.asked < asked + 3 && steady_clock::now() < moved_by)
        BOOST_TEST(find(context, names) == "192.0.2.2");
    BOOST_TEST(server.asked >= asked + 3);
}

BOOST_AUTO_TEST_CASE(looks_up_another_name_again)
{
    asio::io_context context;
    name_server server;
    upstream_names names(context, server.as_lookup());
    BOOST_TEST(find(context, names) == "192.0.2.1");
    server.known = one_address("192.0.2.2");
    BOOST_TEST(find(context, names, 1h, "other") == "192.0.2.2");
    BOOST_TEST(server.asked == 2);
}

BOOST_AUTO_TEST_SUITE_END()
