// Timers that are due when their owner is destroyed: the probe of an upstream and --get have a pool
// and a clock of their own, on a context that continues.

#include "gateway/http/limits.hpp"
#include "gateway/net/deadline.hpp"
#include "gateway/upstream/upstream_pool.hpp"
#include "tests/unit/support/event_loop.hpp"
#include "tests/unit/support/fake_upstream.hpp"

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <thread>
#include <utility>

using namespace dsgw;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(timer_lifetime)

namespace {

/// An object whose memory is filled when it is destroyed, so that a later write shows.
template <class T>
class filled_after_use
{
public:
    template <class... Arguments>
    explicit filled_after_use(Arguments&&... arguments)
        : value_(std::construct_at(
              reinterpret_cast<T*>(memory_.data()), std::forward<Arguments>(arguments)...
          ))
    {}

    [[nodiscard]] T& operator*() { return *value_; }

    void destroy()
    {
        std::destroy_at(value_);
        memory_.fill(filling);
    }

    [[nodiscard]] bool is_untouched() const
    {
        return std::ranges::count(memory_, filling) == std::ssize(memory_);
    }

private:
    static constexpr std::byte filling{0xa5};
    alignas(T) std::array<std::byte, sizeof(T)> memory_{};
    T* value_;
};

std::chrono::milliseconds no_more(void*) { return {}; }

task<> use_once(upstream_pool& pool)
{
    const upstream_settings settings;
    const upstream_client asking{"192.0.2.1", true};
    auto lease = co_await pool.take(reuse::allowed, settings, asking);
    BOOST_REQUIRE(lease.has_value());
    pool.give_back(std::move(*lease), true);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_tick_that_is_due_leaves_a_destroyed_clock_alone)
{
    asio::io_context context;
    steady_timer end_of_clock(context, limits::deadline_tick - 10ms);
    filled_after_use<deadline_clock> clock(context);
    {
        deadline limit(*clock, no_more, nullptr);
        limit.arm(1ms);
    }
    // Both timers pass while this runs, so their handlers are queued together, in that order.
    asio::post(context, [] { std::this_thread::sleep_for(limits::deadline_tick + 50ms); });
    end_of_clock.async_wait([&](boost::system::error_code) { clock.destroy(); });
    context.run_for(test::patience);
    BOOST_TEST(clock.is_untouched());
}

BOOST_AUTO_TEST_CASE(an_idle_connection_leaves_its_destroyed_pool_alone)
{
    asio::io_context context{1};
    buffer_pool buffers;
    deadline_clock clock{context};
    test::fake_upstream upstream{context};
    filled_after_use<upstream_pool> pool(context, buffers, clock, nullptr);
    (*pool).set_endpoint(upstream.endpoint());
    test::run_to_end(context, use_once(*pool));
    pool.destroy();  // which cancels its timers: their handlers are ready
    context.restart();
    context.poll();
    BOOST_TEST(pool.is_untouched());
}

BOOST_AUTO_TEST_SUITE_END()
