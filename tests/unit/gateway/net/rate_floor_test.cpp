#include "gateway/net/rate_floor.hpp"

#include "gateway/http/limits.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(rate_floor_test)

namespace {

constexpr std::chrono::milliseconds window = limits::body_rate_window;

}  // namespace

BOOST_AUTO_TEST_CASE(without_a_rate_only_a_single_wait_is_limited)
{
    rate_floor unlimited(0, 0ms);
    BOOST_TEST(unlimited.allowance().count() == 0);
    rate_floor floor(0, 75s);
    floor.waited(1h, 1);
    BOOST_TEST((floor.allowance() == 75s));
}

BOOST_AUTO_TEST_CASE(begins_with_one_window)
{
    BOOST_TEST((rate_floor(256, 0ms).allowance() == window));
    BOOST_TEST((rate_floor(256, 1h).allowance() == window));
    BOOST_TEST((rate_floor(256, 75ms).allowance() == 75ms));
}

BOOST_AUTO_TEST_CASE(waiting_spends_and_bytes_earn_it)
{
    rate_floor floor(256, 0ms);
    floor.waited(4s, 0);
    BOOST_TEST((floor.allowance() == window - 4s));
    floor.waited(0s, 255);
    BOOST_TEST((floor.allowance() == window - 4s));
    floor.waited(0s, 1);
    BOOST_TEST((floor.allowance() == window - 3s));
    floor.waited(0s, 256 * 100);
    BOOST_TEST((floor.allowance() == window + 97s));
}

BOOST_AUTO_TEST_CASE(a_client_above_the_rate_has_no_time_limit)
{
    rate_floor floor(1000, 75s);
    for (int i = 0; i < 10'000; ++i)
        floor.waited(1s, 1000);
    BOOST_TEST((floor.allowance() == window));
    BOOST_TEST(!floor.is_spent());
}

BOOST_AUTO_TEST_CASE(a_client_below_the_rate_gets_a_limit_that_is_never_zero)
{
    rate_floor floor(256, 0ms);
    for (int i = 0; i < 11; ++i)
        floor.waited(1s, 1);  // one byte a second
    BOOST_TEST((floor.allowance() == 1ms));
    BOOST_TEST(floor.is_spent());
    floor.waited(window, 0);
    BOOST_TEST((floor.allowance() == 1ms));
}

BOOST_AUTO_TEST_CASE(a_flood_of_bytes_earns_no_overflow)
{
    rate_floor floor(1, 0ms);
    floor.waited(0s, SIZE_MAX / 2);
    BOOST_TEST((floor.allowance() > window));
    BOOST_TEST((floor.allowance() < 24h * 365));
}

BOOST_AUTO_TEST_SUITE_END()
