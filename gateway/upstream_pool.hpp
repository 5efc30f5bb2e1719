#pragma once

// Step 7, forward: connections to Datasette, of one I/O thread. Idle ones are used again while
// uvicorn is sure to keep them open; whether a request may ride on one of those is the caller's to
// say.

#include "gateway/byte_buffer.hpp"
#include "gateway/config/settings.hpp"
#include "gateway/deadline.hpp"
#include "gateway/errc.hpp"
#include "gateway/upstream_endpoint.hpp"
#include "gateway/wire.hpp"

#include <atomic>
#include <cstddef>
#include <deque>
#include <list>
#include <memory>

namespace dsgw {

class upstream_pool;

/// One connection. Goes back to the pool by give_back(), or is closed when it goes.
class upstream_connection
{
public:
    upstream_connection(asio::io_context& context, buffer_pool& buffers, deadline_clock& clock);

    wire_socket socket;
    byte_buffer in;
    deadline read_limit;
    deadline write_limit;

    /// It has carried a request before: it may close under the next one.
    bool is_reused = false;
    steady_clock::time_point idle_since{};
    unsigned generation = 0;
};

using upstream_lease = std::shared_ptr<upstream_connection>;

/// May the request ride on a connection that has been idle?
enum class reuse
{
    allowed,
    refused,
};

class upstream_pool
{
public:
    /// @param ready  false while a Datasette of ours is being started; null where it is not ours.
    upstream_pool(
        asio::io_context& context, buffer_pool& buffers, deadline_clock& clock,
        const std::atomic<bool>* ready
    );

    /// From now on connections go there; idle ones to the old place are closed.
    void set_endpoint(upstream_endpoint endpoint);

    /// errc::upstream_starting, upstream_busy (all connections taken for connect_timeout),
    /// upstream_refused or upstream_timeout.
    [[nodiscard]] task<result<upstream_lease>> take(
        reuse wanted, const upstream_settings& settings
    );

    /// @param reusable  the response ended cleanly and the connection is still good.
    void give_back(upstream_lease lease, bool reusable);

private:
    struct waiting
    {
        explicit waiting(asio::io_context& context) : timer(context.get_executor()) {}
        steady_timer timer;
        bool woken = false;
    };

    [[nodiscard]] upstream_lease take_idle();
    void close_stale();
    [[nodiscard]] task<bool> wait_for_room(std::chrono::milliseconds limit);
    [[nodiscard]] task<result<upstream_lease>> connect(std::chrono::milliseconds limit);
    [[nodiscard]] task<error_code> connect_tcp(upstream_connection& to);

    asio::io_context& context_;
    buffer_pool& buffers_;
    deadline_clock& clock_;
    const std::atomic<bool>* ready_;
    upstream_endpoint endpoint_;
    unsigned generation_ = 0;
    std::size_t open_ = 0;             // leased, not idle
    std::deque<upstream_lease> idle_;  // the newest last
    steady_timer stale_timer_;
    bool stale_timer_runs_ = false;
    std::list<waiting*> queue_;
};

}  // namespace dsgw
