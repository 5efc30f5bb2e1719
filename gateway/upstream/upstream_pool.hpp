#pragma once

// Step 7, forward: connections to Datasette, of one I/O thread. Idle ones are reused while uvicorn
// is sure to keep them open. The caller decides whether a request may use a reused connection.

#include "gateway/config/settings.hpp"
#include "gateway/config/upstream_endpoint.hpp"
#include "gateway/http/errc.hpp"
#include "gateway/net/fair_places.hpp"
#include "gateway/net/http_client.hpp"
#include "gateway/net/upstream_names.hpp"
#include "gateway/net/wire.hpp"

#include <atomic>
#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

class upstream_pool;

/// One connection. give_back() returns it to the pool; its destruction closes it.
class upstream_connection : public http_connection
{
public:
    using http_connection::http_connection;

    /// It has carried a request before, so it may close during the next one.
    bool is_reused = false;
    steady_clock::time_point idle_since{};
    unsigned generation = 0;
    fair_places::network_ptr client;  ///< the client that it was taken for
};

using upstream_lease = std::shared_ptr<upstream_connection>;

/// Whether the request may use a connection that has been idle.
enum class reuse
{
    allowed,
    refused,
};

/// The client that a connection is taken for.
struct upstream_client
{
    std::string_view network;  ///< as network_of() returns it
    bool is_known = false;     ///< an actor, whose identity is proven
};

class upstream_pool
{
public:
    /// @param ready  false while our own Datasette is being started; null for --upstream.
    upstream_pool(
        asio::io_context& context, buffer_pool& buffers, deadline_clock& clock,
        const std::atomic<bool>* ready
    );

    /// New connections go there; idle ones to the old address are closed.
    void set_endpoint(upstream_endpoint endpoint);

    /// A reused connection, if one is available without waiting; null: take() may find one.
    [[nodiscard]] upstream_lease take_at_once(
        const upstream_settings& settings, upstream_client client
    );

    /// A network may not hold more connections than are free, so its share shrinks with the number
    /// of networks that need one; a /56 may hold half as many again as a /64, a /48 twice as many.
    /// One eighth of all is reserved for known actors, and one eighth for networks that hold none.
    /// @return errc::upstream_starting, upstream_busy (no free connection within connect_timeout),
    ///         upstream_refused or upstream_timeout.
    [[nodiscard]] task<result<upstream_lease>> take(
        reuse wanted, const upstream_settings& settings, upstream_client client
    );

    /// @param reusable  the response ended cleanly and the connection can be reused.
    void give_back(upstream_lease lease, bool reusable);

    /// A request of the gateway's own, on a new connection.
    /// @param network  of the client that waits for it, or "".
    /// @return as fetch(); nothing also without a connection.
    [[nodiscard]] task<std::optional<fetch_response>> fetch(
        upstream_settings settings, std::string network, fetch_request wanted
    );

    // For other objects that a request of this thread needs.
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
    [[nodiscard]] task<result<>> connect_tcp(
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
