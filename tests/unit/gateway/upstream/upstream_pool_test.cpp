#include "gateway/upstream/upstream_pool.hpp"

#include "gateway/http/limits.hpp"
#include "tests/unit/support/event_loop.hpp"
#include "tests/unit/support/fake_upstream.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace dsgw;
using namespace std::chrono_literals;
using dsgw::test::fake_upstream;
using dsgw::test::run_to_end;
using dsgw::test::sized_answer;

BOOST_AUTO_TEST_SUITE(upstream_pool_test)

namespace {

struct fixture
{
    buffer_pool buffers;
    asio::io_context context{1};
    deadline_clock clock{context};
    std::atomic<bool> ready{true};
    upstream_pool pool;
    fake_upstream upstream{context};
    upstream_settings settings;
    bool is_known = false;  // whether those who take are known actors

    enum class datasette
    {
        ours,
        of_others
    };

    explicit fixture(datasette whose = datasette::ours)
        : pool(context, buffers, clock, whose == datasette::ours ? &ready : nullptr)
    {
        settings.connect_timeout = 30s;
        pool.set_endpoint(upstream.endpoint());
    }

    /// @return the name of the errc, or "" for a lease.
    task<std::string> take_into(
        upstream_lease& lease, reuse wanted = reuse::allowed, std::string_view client = "192.0.2.1"
    )
    {
        const upstream_client asking{client, is_known};
        auto taken = co_await pool.take(wanted, settings, asking);
        if (!taken) co_return std::string(name_of(taken.error()));
        lease = std::move(*taken);
        co_return std::string();
    }
};

const std::string request = "GET / HTTP/1.1\r\n\r\n";

/// One request and its answer of two bytes.
task<> ask(upstream_connection& on)
{
    const auto question = asio::buffer(request);
    co_await asio::async_write(on.socket, question, asio::use_awaitable_t<executor>());
    std::string answer(sized_answer("ok").size(), ' ');
    const auto room = asio::buffer(answer);
    co_await asio::async_read(on.socket, room, asio::use_awaitable_t<executor>());
    BOOST_TEST(answer == sized_answer("ok"));
}

task<> lend_twice(fixture& f, reuse wanted, bool reusable, bool& reused)
{
    upstream_lease lease;
    const auto first = co_await f.take_into(lease);
    BOOST_TEST(first == "");
    BOOST_TEST(!lease->is_reused);
    co_await ask(*lease);
    f.pool.give_back(std::move(lease), reusable);
    const auto second = co_await f.take_into(lease, wanted);
    BOOST_TEST(second == "");
    reused = lease->is_reused;
    co_await ask(*lease);
    f.pool.give_back(std::move(lease), true);
}

void check_lent_twice(reuse wanted, bool reusable, bool expected)
{
    fixture f;
    f.upstream.answers.assign(2, {sized_answer("ok"), false, false});
    bool reused = false;
    run_to_end(f.context, lend_twice(f, wanted, reusable, reused));
    BOOST_TEST(reused == expected);
    BOOST_TEST(f.upstream.connections == (expected ? 1u : 2u));
}

task<> take(
    fixture& f, upstream_lease& lease, std::string& refusal, reuse wanted, std::string_view client
)
{
    refusal = co_await f.take_into(lease, wanted, client);
}

std::string take_for(fixture& f, upstream_lease& lease, std::string_view client)
{
    std::string refusal = "not asked";
    run_to_end(f.context, take(f, lease, refusal, reuse::allowed, client));
    return refusal;
}

std::string take_now(fixture& f, upstream_lease& lease, reuse wanted = reuse::allowed)
{
    std::string refusal = "not asked";
    run_to_end(f.context, take(f, lease, refusal, wanted, "192.0.2.1"));
    return refusal;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_idle_connection_is_used_again)
{
    check_lent_twice(reuse::allowed, true, true);
}

BOOST_AUTO_TEST_CASE(a_request_that_may_not_reuse_a_connection_gets_a_new_one)
{
    check_lent_twice(reuse::refused, true, false);
}

BOOST_AUTO_TEST_CASE(does_not_reuse_a_broken_connection)
{
    check_lent_twice(reuse::allowed, false, false);
}

BOOST_AUTO_TEST_CASE(a_connection_that_has_been_closed_while_idle_is_not_used_again)
{
    fixture f;
    f.upstream.answers.push_back({sized_answer("ok"), true, false});
    upstream_lease lease;
    BOOST_TEST_REQUIRE(take_now(f, lease) == "");
    run_to_end(f.context, ask(*lease));
    // The end is there to be read before the connection is given back.
    std::optional<error_code> closed;
    lease->socket.async_wait(wire_socket::wait_read, [&](error_code ec) {
        closed = ec;
        f.context.stop();
    });
    f.context.restart();
    f.context.run_for(test::patience);
    BOOST_TEST_REQUIRE(closed.has_value());
    f.pool.give_back(std::move(lease), true);
    BOOST_TEST(take_now(f, lease) == "");
    BOOST_TEST(!lease->is_reused);
    f.context.restart();
    f.context.poll();
    BOOST_TEST(f.upstream.connections == 2u);
}

BOOST_AUTO_TEST_CASE(a_new_endpoint_leaves_the_old_connections_behind)
{
    fixture f;
    fake_upstream other(f.context);
    upstream_lease idle;
    upstream_lease lent;
    BOOST_TEST_REQUIRE(take_now(f, idle) == "");
    BOOST_TEST_REQUIRE(take_now(f, lent) == "");
    f.pool.give_back(std::move(idle), true);
    f.pool.set_endpoint(other.endpoint());
    f.pool.give_back(std::move(lent), true);
    upstream_lease fresh;
    BOOST_TEST(take_now(f, fresh) == "");
    BOOST_TEST(!fresh->is_reused);
    f.context.restart();
    f.context.poll();
    BOOST_TEST(other.connections == 1u);
}

BOOST_AUTO_TEST_CASE(connects_no_request_while_datasette_is_starting)
{
    fixture f;
    f.ready = false;
    upstream_lease lease;
    BOOST_TEST(take_now(f, lease) == "upstream_starting");
    f.ready = true;
    BOOST_TEST(take_now(f, lease) == "");
}

BOOST_AUTO_TEST_CASE(reports_an_address_without_a_listener)
{
    fixture f(fixture::datasette::of_others);
    f.settings.connections_max = 1;
    upstream_lease lease;
    upstream_endpoint nobody;
    for (const auto& path : {f.upstream.endpoint().unix_path + "x", std::string(200, 'x')}) {
        nobody.unix_path = path;
        f.pool.set_endpoint(nobody);
        BOOST_TEST(take_now(f, lease) == "upstream_refused", path);
    }
    upstream_endpoint tcp;
    tcp.host = "127.0.0.1";
    tcp.port = 1;
    f.pool.set_endpoint(tcp);
    BOOST_TEST(take_now(f, lease) == "upstream_refused");
    // None of the failures has kept the one place.
    f.pool.set_endpoint(f.upstream.endpoint());
    BOOST_TEST(take_now(f, lease) == "");
}

BOOST_AUTO_TEST_CASE(a_datasette_of_ours_that_refuses_is_being_started_again)
{
    fixture f;
    upstream_lease lease;
    upstream_endpoint gone;
    gone.unix_path = f.upstream.endpoint().unix_path + "x";
    f.pool.set_endpoint(gone);
    BOOST_TEST(take_now(f, lease) == "upstream_starting");
}

BOOST_AUTO_TEST_CASE(reports_that_all_connections_are_taken)
{
    fixture f;
    f.settings.connections_max = 2;
    f.settings.connect_timeout = 20ms;
    upstream_lease leases[3];
    BOOST_TEST(take_now(f, leases[0]) == "");
    BOOST_TEST(take_for(f, leases[1], "192.0.2.2") == "");
    BOOST_TEST(take_now(f, leases[2]) == "upstream_busy");
    f.pool.give_back(std::move(leases[0]), true);
    BOOST_TEST(take_now(f, leases[2]) == "");
    BOOST_TEST(take_now(f, leases[0]) == "upstream_busy");
}

BOOST_AUTO_TEST_CASE(waiting_requests_get_returned_places_in_turn)
{
    fixture f;
    f.settings.connections_max = 1;
    upstream_lease lent;
    BOOST_TEST_REQUIRE(take_now(f, lent) == "");
    const std::string_view client = "192.0.2.1";
    upstream_lease waiting[2];
    std::string refusals[2]{"waits", "waits"};
    for (int i = 0; i < 2; ++i) {
        auto one = take(f, waiting[i], refusals[i], reuse::allowed, client);
        asio::co_spawn(f.context.get_executor(), std::move(one), [&](std::exception_ptr thrown) {
            f.context.stop();
            if (thrown) std::rethrow_exception(thrown);
        });
    }
    f.context.restart();
    f.context.poll();
    BOOST_TEST(refusals[0] == "waits");
    f.pool.give_back(std::move(lent), true);
    f.context.restart();
    f.context.run_for(test::patience);
    BOOST_TEST(refusals[0] == "");
    BOOST_TEST(waiting[0]->is_reused);
    BOOST_TEST(refusals[1] == "waits");
    f.pool.give_back(std::move(waiting[0]), false);
    f.context.restart();
    f.context.run_for(test::patience);
    BOOST_TEST(refusals[1] == "");
    BOOST_TEST(!waiting[1]->is_reused);
}

BOOST_AUTO_TEST_CASE(one_client_gets_at_most_half_while_others_come)
{
    fixture f;
    f.settings.connections_max = 4;
    f.settings.connect_timeout = 1ms;
    std::array<upstream_lease, 4> greedy;
    BOOST_TEST(take_for(f, greedy[0], "192.0.2.1") == "");
    BOOST_TEST(take_for(f, greedy[1], "192.0.2.1") == "");
    BOOST_TEST(take_for(f, greedy[2], "192.0.2.1") == "upstream_busy");
    upstream_lease other;
    BOOST_TEST(take_for(f, other, "192.0.2.2") == "");
    // The returned place is one of the busy network's own share.
    f.pool.give_back(std::move(greedy[0]), false);
    BOOST_TEST(take_for(f, greedy[2], "192.0.2.1") == "");
    BOOST_TEST(take_for(f, greedy[3], "192.0.2.1") == "upstream_busy");
}

namespace {

/// The number of connections that one client gets before it is refused.
std::size_t takes_until_busy(
    fixture& f, std::string_view client, std::vector<upstream_lease>& taken
)
{
    for (std::size_t count = 0;; ++count) {
        upstream_lease lease;
        if (take_for(f, lease, client) != "") return count;
        taken.push_back(std::move(lease));
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(shares_shrink_and_networks_that_hold_none_still_get_a_place)
{
    fixture f;
    f.settings.connections_max = 64;
    f.settings.connect_timeout = 1ms;
    std::vector<upstream_lease> taken;
    std::size_t before = 64;
    for (const auto* greedy : {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) {
        const auto got = takes_until_busy(f, greedy, taken);
        BOOST_TEST(got > 0U);
        BOOST_TEST(got < before);
        before = got;
    }
    // Each of eight networks that come later still gets one, and a known actor more than one.
    for (int i = 0; i < 8; ++i) {
        upstream_lease lease;
        BOOST_TEST(take_for(f, lease, "198.51.100." + std::to_string(i)) == "");
        taken.push_back(std::move(lease));
    }
    f.is_known = true;
    for (int i = 0; i < 2; ++i) {
        upstream_lease lease;
        BOOST_TEST(take_for(f, lease, "203.0.113.1") == "");
        taken.push_back(std::move(lease));
    }
}

BOOST_AUTO_TEST_CASE(networks_of_one_56_and_of_one_48_share)
{
    fixture f;
    f.settings.connections_max = 64;
    f.settings.connect_timeout = 1ms;
    std::vector<upstream_lease> taken;
    std::size_t of_56 = 0;
    for (int i = 0; i < 256; ++i) {
        const std::string digits{"0123456789abcdef"[i / 16], "0123456789abcdef"[i % 16]};
        of_56 += takes_until_busy(f, "2001:0db8:0000:00" + digits + "::/64", taken);
    }
    BOOST_TEST(of_56 <= 32U);
    for (int i = 0; i < 16; ++i) {
        const std::string digits{"0123456789abcdef"[i]};
        of_56 += takes_until_busy(f, "2001:0db8:0000:" + digits + "100::/64", taken);
    }
    BOOST_TEST(of_56 <= 40U);
    upstream_lease other;
    BOOST_TEST(take_for(f, other, "2001:0db8:0001:0000::/64") == "");
}

BOOST_AUTO_TEST_CASE(a_place_given_back_goes_to_the_network_that_holds_fewest)
{
    fixture f;
    f.settings.connections_max = 4;
    upstream_lease greedy[2];
    BOOST_TEST(take_for(f, greedy[0], "192.0.2.1") == "");
    BOOST_TEST(take_for(f, greedy[1], "192.0.2.1") == "");
    upstream_lease others[2];
    BOOST_TEST(take_for(f, others[0], "192.0.2.2") == "");
    BOOST_TEST(take_for(f, others[1], "192.0.2.3") == "");
    upstream_lease waiting[2];
    std::string refusals[2]{"waits", "waits"};
    const std::string_view clients[2]{"192.0.2.1", "192.0.2.9"};
    for (int i = 0; i < 2; ++i) {
        auto one = take(f, waiting[i], refusals[i], reuse::allowed, clients[i]);
        asio::co_spawn(f.context.get_executor(), std::move(one), [&](std::exception_ptr thrown) {
            f.context.stop();
            if (thrown) std::rethrow_exception(thrown);
        });
    }
    f.context.restart();
    f.context.poll();
    f.pool.give_back(std::move(greedy[0]), false);
    f.context.restart();
    f.context.run_for(test::patience);
    BOOST_TEST(refusals[0] == "waits");
    BOOST_TEST(refusals[1] == "");
    f.pool.give_back(std::move(greedy[1]), false);
    f.context.restart();
    f.context.run_for(test::patience);
    BOOST_TEST(refusals[0] == "");
}

BOOST_AUTO_TEST_CASE(few_idle_connections_are_kept)
{
    fixture f;
    f.settings.connections_max = 0;
    std::vector<upstream_lease> leases(limits::upstream_idle_max + 1);
    for (auto& each : leases)
        BOOST_TEST(take_now(f, each, reuse::refused) == "");
    const std::weak_ptr<upstream_connection> oldest = leases.front();
    const std::weak_ptr<upstream_connection> next = leases[1];
    for (auto& each : leases)
        f.pool.give_back(std::move(each), true);
    BOOST_TEST(oldest.expired());
    BOOST_TEST(!next.expired());
}

BOOST_AUTO_TEST_SUITE_END()
