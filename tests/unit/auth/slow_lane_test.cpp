#include "auth/slow_lane.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace dsgw::auth;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(slow_lane_test)

namespace {

/// Asks for each in turn until one has its turn. @return its index.
std::size_t served(
    slow_lane& lane, std::vector<slow_lane::place>& waiting, slow_lane::time_point at
)
{
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        if (lane.ask(waiting[i], at).count() > 0) continue;
        waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(i));
        return i;
    }
    return waiting.size();
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_a_second_and_the_first_at_once)
{
    slow_lane lane;
    slow_lane::time_point now{1h};
    const auto first = lane.enter(0);
    BOOST_TEST(lane.ask(first, now).count() == 0);
    BOOST_TEST(lane.empty());
    const auto second = lane.enter(0);
    BOOST_TEST(lane.ask(second, now + 1ms).count() == 999);
    BOOST_TEST(lane.ask(second, now + 999ms).count() == 1);
    BOOST_TEST(lane.ask(second, now + 1s).count() == 0);
}

BOOST_AUTO_TEST_CASE(the_newest_and_the_oldest_take_turns)
{
    slow_lane lane;
    slow_lane::time_point now{1h};
    std::vector<slow_lane::place> waiting;
    for (int i = 0; i < 5; ++i)
        waiting.push_back(lane.enter(1));
    std::vector<std::size_t> order;
    while (!waiting.empty()) {
        order.push_back(served(lane, waiting, now));
        now += 1s;
    }
    // Of 0 1 2 3 4: 4, 0, 3, 1, 2, by their place among those that are left.
    BOOST_TEST(
        order == (std::vector<std::size_t>{4, 0, 2, 0, 0}), boost::test_tools::per_element()
    );
}

BOOST_AUTO_TEST_CASE(networks_with_fewer_wrong_tries_come_first)
{
    slow_lane lane;
    slow_lane::time_point now{1h};
    std::vector<slow_lane::place> waiting;
    for (int i = 0; i < 1000; ++i)
        waiting.push_back(lane.enter(2));
    waiting.push_back(lane.enter(1));
    BOOST_TEST(served(lane, waiting, now) == 1000U);
}

BOOST_AUTO_TEST_CASE(a_client_that_leaves_delays_no_other)
{
    slow_lane lane;
    const slow_lane::time_point now{1h};
    const auto stays = lane.enter(1);
    const auto leaves = lane.enter(0);
    BOOST_TEST(lane.ask(stays, now).count() > 0);
    lane.leave(leaves);
    BOOST_TEST(lane.ask(stays, now).count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
