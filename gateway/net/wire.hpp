#pragma once

// The Asio types of the whole folder, chosen once: one executor known at compile time, one socket
// type for TCP and unix sockets. Precompiled, since all of it is expensive to parse.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace dsgw {

namespace asio = boost::asio;

using boost::system::error_code;

/// A connection never leaves its thread, so its executor is that thread's io_context.
using executor = asio::io_context::executor_type;

template <class T = void>
using task = asio::awaitable<T, executor>;

using stream_protocol = asio::generic::stream_protocol;
using wire_socket = asio::basic_stream_socket<stream_protocol, executor>;

using steady_clock = std::chrono::steady_clock;
using steady_timer =
    asio::basic_waitable_timer<steady_clock, asio::wait_traits<steady_clock>, executor>;

/// `auto [ec, n] = co_await socket.async_read_some(buffer, as_result);`
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<executor>> as_result{};

/// The result of a read or write. `bytes` may be greater than 0 together with an error.
struct io_outcome
{
    boost::system::error_code ec;
    std::size_t bytes = 0;
};

}  // namespace dsgw
