#pragma once

// The client's end of a connection: a socket, with or without TLS, behind one interface. OpenSSL
// uses the socket itself, so no bytes are copied for it.

#include "gateway/net/thread_counts.hpp"
#include "gateway/net/tls.hpp"
#include "gateway/net/wire.hpp"

#include <array>
#include <span>
#include <string>

namespace dsgw {

/// Buffers to write together: a head, then payload between the two parts of its chunk frame.
using write_pieces = std::array<asio::const_buffer, 4>;

/// Writes as much as a plain socket accepts without waiting, and removes it from `pieces`. `bytes`
/// counts it.
/// @return asio::error::would_block if some is left.
[[nodiscard]] io_outcome write_now(wire_socket& socket, write_pieces& pieces);

/// Writes all of `pieces` to a plain socket, waiting for room.
[[nodiscard]] task<io_outcome> write_all(wire_socket& socket, write_pieces pieces);

/// Removes `size` bytes from the front. @return true if nothing is left.
bool advance(write_pieces& pieces, std::size_t size);

/// The state of a client's end according to the kernel, independent of unread bytes.
enum class client_presence
{
    there,
    sends_no_more,  ///< closed, or shut down for sending only: over TCP both look the same
    left,           ///< reset or, on a unix socket, closed in both directions
};

class client_stream
{
public:
    /// @param context  null for plain HTTP.
    client_stream(wire_socket socket, ssl_context_ptr context);

    /// Counts traffic there from now on. The counts must outlive the stream.
    void count_in(traffic_counts& traffic) { traffic_ = &traffic; }

    [[nodiscard]] bool is_tls() const { return context_ != nullptr; }

    /// Does nothing for plain HTTP.
    [[nodiscard]] task<io_outcome> handshake();

    /// OpenSSL has buffered input, so the socket may never become readable.
    [[nodiscard]] bool has_pending() const { return ssl_ && SSL_has_pending(ssl_.get()) == 1; }

    /// Waits until the socket is readable, or at its end: `auto [ec] = co_await …`.
    [[nodiscard]] auto wait_readable()
    {
        return socket_.async_wait(wire_socket::wait_read, as_result);
    }

    /// Reads the available bytes. asio::error::would_block if there are none: read_some() waits.
    [[nodiscard]] io_outcome read_now(std::span<char> room);

    /// Returns asio::error::eof at the end.
    [[nodiscard]] task<io_outcome> read_some(std::span<char> room);

    /// Writes as much as possible without waiting, and removes it from `pieces`. `bytes` counts it.
    /// @return asio::error::would_block if some is left: wait_writable(), then call again.
    [[nodiscard]] io_outcome write_now(write_pieces& pieces);
    [[nodiscard]] task<io_outcome> wait_writable();

    /// The number of bytes written that the client's system has not acknowledged yet.
    [[nodiscard]] std::size_t unacknowledged();

    /// Asks the kernel, without reading or waiting.
    [[nodiscard]] client_presence presence();

    /// True for a unix socket.
    [[nodiscard]] bool is_local();

    /// Every pending operation ends with operation_aborted.
    void cancel();

    /// Sends close_notify and shuts down our sending side.
    void shutdown_send();
    void close();

    /// Closes so that the client sees an error, not an end (for a truncated response without a
    /// length).
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
    int read_waits_for_ = SSL_ERROR_WANT_READ;  // the last error of OpenSSL
    int write_waits_for_ = SSL_ERROR_WANT_WRITE;
    std::string gathered_;  // small TLS writes, combined
};

}  // namespace dsgw
