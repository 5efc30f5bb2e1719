#include "gateway/net/client_stream.hpp"

#include <boost/asio/error.hpp>

#include <linux/sockios.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace dsgw {

using boost::system::error_code;

namespace {

constexpr std::size_t tls_record_bytes = 16 * 1024;

/// Sends a single piece without an iovec array, which saves a copy of it in the kernel.
std::size_t write_some(wire_socket& socket, const write_pieces& pieces, error_code& ec)
{
    const auto has_bytes = [](const asio::const_buffer& piece) { return piece.size() > 0; };
    const auto first = std::ranges::find_if(pieces, has_bytes);
    if (first == pieces.end()) return 0;
    if (std::none_of(first + 1, pieces.end(), has_bytes)) return socket.write_some(*first, ec);
    return socket.write_some(pieces, ec);
}

io_outcome outcome_of(error_code ec, std::size_t bytes = 0)
{
    io_outcome made;
    made.ec = ec;
    made.bytes = bytes;
    return made;
}

}  // namespace

bool advance(write_pieces& pieces, std::size_t size)
{
    bool empty = true;
    for (auto& piece : pieces) {
        const auto step = std::min(size, piece.size());
        piece += step;
        size -= step;
        if (piece.size() > 0) empty = false;
    }
    return empty;
}

io_outcome write_now(wire_socket& socket, write_pieces& pieces)
{
    std::size_t written = 0;
    error_code ec;
    bool is_empty = false;
    while (!ec && !is_empty) {
        const auto n = write_some(socket, pieces, ec);
        written += n;
        is_empty = advance(pieces, n);
    }
    return outcome_of(ec, written);
}

task<io_outcome> write_all(wire_socket& socket, write_pieces pieces)
{
    std::size_t written = 0;
    for (;;) {
        // The socket almost always has room: one system call, without the reactor.
        const auto step = write_now(socket, pieces);
        written += step.bytes;
        if (step.ec != asio::error::would_block) co_return outcome_of(step.ec, written);
        const auto [wait_ec] = co_await socket.async_wait(wire_socket::wait_write, as_result);
        if (wait_ec) co_return outcome_of(wait_ec, written);
    }
}

client_stream::client_stream(wire_socket socket, ssl_context_ptr context)
    : socket_(std::move(socket)), context_(std::move(context))
{
    error_code ignored;
    socket_.non_blocking(true, ignored);
    if (!context_) return;
    ssl_.reset(SSL_new(context_.get()));
    if (ssl_) {
        SSL_set_fd(ssl_.get(), socket_.native_handle());
        SSL_set_accept_state(ssl_.get());
    }
}

task<io_outcome> client_stream::handshake()
{
    if (context_ && !ssl_) co_return outcome_of(asio::error::no_memory);
    while (ssl_) {
        ERR_clear_error();
        const int done = SSL_do_handshake(ssl_.get());
        if (done == 1) break;
        const auto waited = co_await wait_for(SSL_get_error(ssl_.get(), done));
        if (waited.ec) co_return waited;
    }
    co_return outcome_of({});
}

/// @return would_block for the two waits, else the error.
error_code client_stream::failure_of(int ssl_error)
{
    switch (ssl_error) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
            return asio::error::would_block;
        case SSL_ERROR_ZERO_RETURN:
            return asio::error::eof;
        case SSL_ERROR_SYSCALL: {
            const int reason = errno;
            ERR_clear_error();
            if (reason == 0) return asio::error::eof;
            return {reason, boost::system::system_category()};
        }
        default:
            ERR_clear_error();
            return asio::error::connection_aborted;
    }
}

/// Waits until the socket is ready for what OpenSSL wants to do.
task<io_outcome> client_stream::wait_for(int ssl_error)
{
    const auto failure = failure_of(ssl_error);
    if (failure != asio::error::would_block) co_return outcome_of(failure);
    const auto wanted =
        ssl_error == SSL_ERROR_WANT_READ ? wire_socket::wait_read : wire_socket::wait_write;
    const auto [ec] = co_await socket_.async_wait(wanted, as_result);
    co_return outcome_of(ec);
}

io_outcome client_stream::read_now(std::span<char> room)
{
    if (!ssl_) {
        error_code ec;
        const auto n = socket_.read_some(asio::buffer(room.data(), room.size()), ec);
        note_received(n);
        return outcome_of(ec, n);
    }
    ERR_clear_error();
    errno = 0;
    std::size_t n = 0;
    const int done = SSL_read_ex(ssl_.get(), room.data(), room.size(), &n);
    note_received(n);
    if (done == 1) return outcome_of({}, n);
    read_waits_for_ = SSL_get_error(ssl_.get(), done);
    return outcome_of(failure_of(read_waits_for_));
}

task<io_outcome> client_stream::read_some(std::span<char> room)
{
    if (!ssl_) {
        const auto buffer = asio::buffer(room.data(), room.size());
        const auto [ec, n] = co_await socket_.async_read_some(buffer, as_result);
        note_received(n);
        co_return outcome_of(ec, n);
    }
    for (;;) {
        const auto got = read_now(room);
        if (got.ec != asio::error::would_block) co_return got;
        const auto waited = co_await wait_for(read_waits_for_);
        if (waited.ec) co_return waited;
    }
}

io_outcome client_stream::write_now(write_pieces& pieces)
{
    const auto outcome = ssl_ ? write_tls(pieces) : dsgw::write_now(socket_, pieces);
    if (traffic_ != nullptr) traffic_->sent.add(outcome.bytes);
    return outcome;
}

io_outcome client_stream::write_tls(write_pieces& pieces)
{
    // One record for a small response instead of one for each piece.
    const bool is_one_piece = pieces[0].size() == asio::buffer_size(pieces);
    if (!is_one_piece && asio::buffer_size(pieces) <= tls_record_bytes) {
        gathered_.clear();
        for (const auto& piece : pieces) {
            gathered_.append(static_cast<const char*>(piece.data()), piece.size());
        }
        pieces = write_pieces{asio::buffer(gathered_)};
    }
    std::size_t written = 0;
    for (auto& piece : pieces) {
        while (piece.size() > 0) {
            ERR_clear_error();
            errno = 0;
            std::size_t n = 0;
            const int done = SSL_write_ex(ssl_.get(), piece.data(), piece.size(), &n);
            if (done != 1) {
                write_waits_for_ = SSL_get_error(ssl_.get(), done);
                return outcome_of(failure_of(write_waits_for_), written);
            }
            piece += n;
            written += n;
        }
    }
    return outcome_of({}, written);
}

task<io_outcome> client_stream::wait_writable() { return wait_for(write_waits_for_); }

std::size_t client_stream::unacknowledged()
{
    int bytes = 0;
    if (::ioctl(socket_.native_handle(), SIOCOUTQ, &bytes) != 0 || bytes < 0) return 0;
    return static_cast<std::size_t>(bytes);
}

client_presence client_stream::presence()
{
    pollfd asked{socket_.native_handle(), POLLRDHUP, 0};
    if (::poll(&asked, 1, 0) <= 0) return client_presence::there;
    if ((asked.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0) return client_presence::left;
    return client_presence::sends_no_more;
}

bool client_stream::is_local()
{
    int family = 0;
    socklen_t size = sizeof family;
    const int asked = ::getsockopt(socket_.native_handle(), SOL_SOCKET, SO_DOMAIN, &family, &size);
    return asked == 0 && family == AF_UNIX;
}

void client_stream::cancel()
{
    error_code ignored;
    socket_.cancel(ignored);
}

void client_stream::shutdown_send()
{
    if (ssl_) {
        ERR_clear_error();
        SSL_shutdown(ssl_.get());
    }
    error_code ignored;
    socket_.shutdown(wire_socket::shutdown_send, ignored);
}

void client_stream::close()
{
    error_code ignored;
    socket_.close(ignored);
}

void client_stream::reset()
{
    error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
}

}  // namespace dsgw
