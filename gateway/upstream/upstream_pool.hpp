#pragma once

// Step 7, forward: connections to Datasette, of one I/O thread. Idle ones are used again while
// uvicorn is sure to keep them open; whether a request may ride on one of those is the caller's to
// say.

#include "gateway/config/settings.hpp"
#include "gateway/config/upstream_endpoint.hpp"
#include "gateway/http/byte_buffer.hpp"
#include "gateway/http/errc.hpp"
#include "gateway/net/deadline.hpp"
#include "gateway/net/fair_places.hpp"
#include "gateway/net/upstream_names.hpp"
#include "gateway/net/wire.hpp"

#include <atomic>
#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <string_view>

namespace dsgw {

class upstream_pool;

/// One connection. Goes back to the pool by give_back(), or is closed when it goes.
class upstream_connection
{
public:
    upstream_connection(asio::io_context& context, buffer_pool& buffers, deadline_clock& clock);

    /// Reads into `in` what is there now; would_block if that is nothing.
    [[nodiscard]] error_code read_now();

    wire_socket socket;
    byte_buffer in;
    deadline read_limit;
    deadline write_limit;

    /// It has carried a request before: it may close under the next one.
    bool is_reused = false;
    steady_clock::time_point idle_since{};
    unsigned generation = 0;
    fair_places::network_ptr client;  ///< on whose behalf it is taken
};

using upstream_lease = std::shared_ptr<upstream_connection>;

/// May the request ride on a connection that has been idle?
enum class reuse
{
    allowed,
    refused,
};

/// On whose behalf a connection is taken.
struct upstream_client
{
    std::string_view network;  ///< as network_of() writes it
    bool is_known = false;     ///< an actor, whose identity is proven
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

    /// One that has been idle, if one can be had without waiting; null: take() may have one.
    [[nodiscard]] upstream_lease take_at_once(
        const upstream_settings& settings, upstream_client client
    );

    /// A network may hold no more connections than are left for others, so its share shrinks with
    /// the number of those who claim one; a /56 half as many again as a /64, a /48 twice as many.
    /// An eighth of all is kept for known actors, and an eighth for networks that hold none.
    /// @return errc::upstream_starting, upstream_busy (no room for connect_timeout),
    /// upstream_refused
    ///         or upstream_timeout.
    [[nodiscard]] task<result<upstream_lease>> take(
        reuse wanted, const upstream_settings& settings, upstream_client client
    );

    /// @param reusable  the response ended cleanly and the connection is still good.
    void give_back(upstream_lease lease, bool reusable);

    // For what goes with a request of this thread.
    [[nodiscard]] buffer_pool& buffers() const { return buffers_; }
    [[nodiscard]] deadline_clock& clock() const { return clock_; }

private:
    struct waiting
    {
        waiting(asio::io_context& context, fair_places::network& whose, bool known)
            : timer(context.get_executor()), client(whose), is_known(known)
        {}

        steady_timer timer;
        fair_places::network& client;
        bool is_known;
        bool woken = false;
    };

    [[nodiscard]] bool is_ready() const;
    [[nodiscard]] upstream_lease take_idle();
    void close_stale();
    [[nodiscard]] bool has_room_for(const fair_places::network& client, bool is_known) const;
    [[nodiscard]] task<bool> wait_for_room(
        std::chrono::milliseconds limit, fair_places::network& client, bool is_known
    );
    void give_back_place(fair_places::network& client);
    [[nodiscard]] task<result<upstream_lease>> take_place(
        reuse wanted, std::chrono::milliseconds connect_timeout
    );
    [[nodiscard]] task<result<upstream_lease>> connect(std::chrono::milliseconds limit);
    [[nodiscard]] task<error_code> connect_tcp(
        upstream_connection& to, std::chrono::milliseconds limit
    );

    asio::io_context& context_;
    buffer_pool& buffers_;
    deadline_clock& clock_;
    const std::atomic<bool>* ready_;
    upstream_endpoint endpoint_;
    upstream_names names_;
    unsigned generation_ = 0;
    std::size_t connections_max_ = 0;
    fair_places places_;               // of leased connections, not idle ones
    std::deque<upstream_lease> idle_;  // the newest last
    steady_timer stale_timer_;
    bool stale_timer_runs_ = false;
    // The timer's handler is also called when the pool is destroyed: it looks at this first.
    std::shared_ptr<const char> life_ = std::make_shared<char>('\0');
    std::list<waiting*> queue_;
};

}  // namespace dsgw
