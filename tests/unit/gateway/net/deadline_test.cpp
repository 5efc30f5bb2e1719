#include "gateway/net/deadline.hpp"

#include "gateway/http/limits.hpp"
#include "tests/unit/support/event_loop.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>

using namespace dsgw;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(deadline_test)

namespace {

/// Counts how often it is cancelled, and stops the loop at the time that the test waits for.
struct target
{
    asio::io_context& context;
    int stop_at;
    int cancelled = 0;
};

std::chrono::milliseconds cancel(void* what)
{
    auto& one = *static_cast<target*>(what);
    if (++one.cancelled == one.stop_at) one.context.stop();
    return {};
}

/// Asks for more time twice, then cancels.
std::chrono::milliseconds put_off_twice(void* what)
{
    auto& one = *static_cast<target*>(what);
    if (++one.cancelled == one.stop_at) one.context.stop();
    return one.cancelled <= 2 ? 1ms : 0ms;
}

}  // namespace

BOOST_AUTO_TEST_CASE(passes_and_cancels_again_until_it_is_disarmed)
{
    asio::io_context context;
    deadline_clock clock(context);
    target one{context, 2};
    deadline limit(clock, cancel, &one);
    const auto began = steady_clock::now();
    limit.arm(1ms);
    BOOST_TEST(!limit.has_passed());
    context.run_for(test::patience);
    BOOST_TEST(one.cancelled == 2);
    BOOST_TEST(limit.has_passed());
    BOOST_TEST((steady_clock::now() - began >= limits::deadline_tick * 2));
    limit.disarm();
    BOOST_TEST(limit.has_passed());  // the result is kept until it is armed again
    context.restart();
    context.run_for(test::patience);  // ends by itself: nothing is armed
    BOOST_TEST(one.cancelled == 2);
}

BOOST_AUTO_TEST_CASE(an_extended_deadline_has_not_passed)
{
    asio::io_context context;
    deadline_clock clock(context);
    target one{context, 2};
    deadline limit(clock, put_off_twice, &one);
    limit.arm(1ms);
    context.run_for(test::patience);
    BOOST_TEST(one.cancelled == 2);
    BOOST_TEST(!limit.has_passed());
    one.stop_at = 3;
    context.restart();
    context.run_for(test::patience);
    BOOST_TEST(limit.has_passed());
}

BOOST_AUTO_TEST_CASE(pass_now_cancels_at_once_and_repeatedly)
{
    asio::io_context context;
    deadline_clock clock(context);
    target one{context, 2};
    deadline limit(clock, cancel, &one);
    limit.arm(1h);
    limit.pass_now();
    BOOST_TEST(one.cancelled == 1);
    BOOST_TEST(limit.has_passed());
    context.run_for(test::patience);
    BOOST_TEST(one.cancelled == 2);
}

BOOST_AUTO_TEST_CASE(a_disarmed_deadline_does_not_pass)
{
    asio::io_context context;
    deadline_clock clock(context);
    target one{context, 0};
    target other{context, 1};
    deadline disarmed(clock, cancel, &one);
    deadline armed(clock, cancel, &other);
    disarmed.arm(1ms);
    armed.arm(1ms);
    disarmed.disarm();
    disarmed.disarm();
    context.run_for(test::patience);
    BOOST_TEST(other.cancelled == 1);
    BOOST_TEST(one.cancelled == 0);
    BOOST_TEST(!disarmed.has_passed());
}

BOOST_AUTO_TEST_CASE(zero_is_no_limit)
{
    asio::io_context context;
    deadline_clock clock(context);
    target one{context, 0};
    deadline limit(clock, cancel, &one);
    limit.arm(1ms);
    limit.arm(0ms);
    context.run_for(test::patience);  // ends with the tick that finds nothing armed
    BOOST_TEST(context.stopped());
    BOOST_TEST(one.cancelled == 0);
    BOOST_TEST(!limit.has_passed());
}

BOOST_AUTO_TEST_CASE(arming_again_restarts_the_limit)
{
    asio::io_context context;
    deadline_clock clock(context);
    target one{context, 1};
    target other{context, 0};
    deadline limit(clock, cancel, &one);
    deadline postponed(clock, cancel, &other);
    limit.arm(1ms);
    postponed.arm(1ms);
    postponed.arm(1h);
    context.run_for(test::patience);
    BOOST_TEST(other.cancelled == 0);
    limit.arm(1h);
    BOOST_TEST(!limit.has_passed());
    // A shorter limit counts although the longer ones are still running.
    one.stop_at = 2;
    limit.arm(1ms);
    context.restart();
    context.run_for(test::patience);
    BOOST_TEST(one.cancelled == 2);
    BOOST_TEST(other.cancelled == 0);
}

BOOST_AUTO_TEST_CASE(forgets_a_destroyed_deadline)
{
    asio::io_context context;
    deadline_clock clock(context);
    target gone{context, 0};
    target one{context, 1};
    std::optional<deadline> short_lived(std::in_place, clock, cancel, &gone);
    deadline limit(clock, cancel, &one);
    short_lived->arm(1ms);
    limit.arm(1ms);
    short_lived.reset();
    context.run_for(test::patience);
    BOOST_TEST(one.cancelled == 1);
    BOOST_TEST(gone.cancelled == 0);
}

BOOST_AUTO_TEST_SUITE_END()
