#pragma once

// The client's end of a connection: a socket, with or without TLS, behind one set of calls. OpenSSL
// works on the socket itself, so no byte is copied on its behalf.

#include "gateway/net/thread_counts.hpp"
#include "gateway/net/tls.hpp"
#include "gateway/net/wire.hpp"

#include <array>
#include <span>
#include <string>

namespace dsgw {

/// Pieces written as one: a head, then payload between the two halves of its chunk frame.
using write_pieces = std::array<asio::const_buffer, 4>;

/// Writes what a plain socket has room for now, and removes it from `pieces`. `bytes` counts it.
/// @return asio::error::would_block if some is left.
[[nodiscard]] io_outcome write_now(wire_socket& socket, write_pieces& pieces);

/// Waits for room and writes all of `pieces` to a plain socket.
[[nodiscard]] task<io_outcome> write_all(wire_socket& socket, write_pieces pieces);

/// Removes `size` bytes from the front. @return true if nothing is left.
bool advance(write_pieces& pieces, std::size_t size);

/// What the system knows of a client's end, whatever of its bytes is still unread.
enum class client_presence
{
    there,
    sends_no_more,  ///< closed, or shut for sending only: over TCP both look the same
    left,           ///< a reset has come or, on a unix socket, the end of both directions
};

class client_stream
{
public:
    /// @param context  null for plain HTTP.
    client_stream(wire_socket socket, ssl_context_ptr context);

    /// From now on, what comes and goes is counted there. Outlives the stream.
    void count_in(traffic_counts& traffic) { traffic_ = &traffic; }

    [[nodiscard]] bool is_tls() const { return context_ != nullptr; }

    /// Nothing to do for plain HTTP.
    [[nodiscard]] task<io_outcome> handshake();

    /// OpenSSL has read ahead: the socket may never say that there is something.
    [[nodiscard]] bool has_pending() const { return ssl_ && SSL_has_pending(ssl_.get()) == 1; }

    /// Until a byte (or the end) can be read from the socket: `auto [ec] = co_await …`.
    [[nodiscard]] auto wait_readable()
    {
        return socket_.async_wait(wire_socket::wait_read, as_result);
    }

    /// Reads what is there now. asio::error::would_block if that is nothing: read_some() waits.
    [[nodiscard]] io_outcome read_now(std::span<char> room);

    /// asio::error::eof at the end.
    [[nodiscard]] task<io_outcome> read_some(std::span<char> room);

    /// Writes what there is room for now, and removes it from `pieces`. `bytes` counts it.
    /// @return asio::error::would_block if some is left: wait_writable(), then call again.
    [[nodiscard]] io_outcome write_now(write_pieces& pieces);
    [[nodiscard]] task<io_outcome> wait_writable();

    /// Bytes written that the client's system has not taken yet.
    [[nodiscard]] std::size_t unacknowledged();

    /// Asks the system, without reading and without waiting.
    [[nodiscard]] client_presence presence();

    /// A unix socket.
    [[nodiscard]] bool is_local();

    /// Whatever is waiting ends with operation_aborted.
    void cancel();

    /// Says goodbye: close_notify and the end of our sending side.
    void shutdown_send();
    void close();

    /// Closes so that the client sees an error, not an end (a cut response without a length).
    void reset();

private:
    [[nodiscard]] static boost::system::error_code failure_of(int ssl_error);
    [[nodiscard]] task<io_outcome> wait_for(int ssl_error);
    [[nodiscard]] io_outcome write_tls(write_pieces& pieces);
    void note_received(std::size_t bytes)
    {
        if (traffic_ != nullptr) traffic_->received.add(bytes);
    }

    wire_socket socket_;
    traffic_counts* traffic_ = nullptr;
    ssl_context_ptr context_;
    ssl_ptr ssl_;
    int read_waits_for_ = SSL_ERROR_WANT_READ;  // what OpenSSL said last
    int write_waits_for_ = SSL_ERROR_WANT_WRITE;
    std::string gathered_;  // small TLS writes, put together
};

}  // namespace dsgw
