#pragma once

// Waiting for bytes without a system call. Epoll tells Asio once of each change of a socket (it is
// edge-triggered), and Asio keeps that in mind; but its reads try a recv first, and its async_wait
// asks the kernel anew. Who has read all there was needs neither: that saves a twentieth of a
// request's processor time (docs/performance.md). There is no public way to it, so this reaches
// into Asio's reactor, as Boost 1.81 has it.

#include "gateway/wire.hpp"

#include <boost/asio/detail/reactor.hpp>
#include <boost/asio/detail/reactor_op.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace dsgw {

/// Of one socket and its thread. While it is begun nobody else may wait to read from the socket.
class edge_watch : private asio::detail::reactor_op
{
    using error_code = boost::system::error_code;
    using token = asio::use_awaitable_t<executor>;

public:
    explicit edge_watch(wire_socket& socket);
    edge_watch(const edge_watch&) = delete;
    edge_watch& operator=(const edge_watch&) = delete;

    /// Watches for what comes from now on, and for what has come since the last watch. Without
    /// effect while it watches. @param keeper  keeps this object alive until then.
    void begin(std::shared_ptr<void> keeper);

    /// There was something since begin(): bytes, the end, or a cancelled operation. It may turn out
    /// to be nothing.
    [[nodiscard]] bool has_fired() const { return has_fired_; }

    /// Why it ended before its time: operation_aborted.
    [[nodiscard]] const error_code& error() const { return ec_; }

    /// What was seen has been dealt with.
    void forget() { has_fired_ = false; }

    /// After begin(): until it has fired. `co_await`.
    [[nodiscard]] auto fired()
    {
        return asio::async_initiate<const token, void()>(
            [this](auto&& waiting) { waiting_.emplace(std::forward<decltype(waiting)>(waiting)); },
            token()
        );
    }

private:
    using resumption = asio::async_result<token, void()>::handler_type;

    static status note_edge(reactor_op* watch);
    static void complete(
        void* owner, asio::detail::operation* watch, const error_code& ec, std::size_t bytes
    );

    wire_socket& socket_;
    asio::detail::reactor& reactor_;
    std::shared_ptr<void> keeper_;
    std::optional<resumption> waiting_;
    bool is_begun_ = false;
    bool has_fired_ = false;
};

}  // namespace dsgw
