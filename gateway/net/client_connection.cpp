#include "gateway/net/client_connection.hpp"

#include "gateway/http/limits.hpp"

#include <boost/asio/error.hpp>

#include <algorithm>

namespace dsgw {

namespace {

std::chrono::milliseconds cancel_stream(void* target)
{
    static_cast<client_connection*>(target)->stream.cancel();
    return {};
}

}  // namespace

client_connection::client_connection(
    wire_socket socket, ssl_context_ptr context, std::string peer_address, buffer_pool& buffers,
    deadline_clock& clock
)
    : stream(std::move(socket), std::move(context)),
      in(buffers, after_use::wipe),
      read_limit(clock, cancel_stream, this),
      write_limit(clock, more_time_to_write, this),
      address(std::move(peer_address))
{}

io_outcome client_connection::read_now()
{
    const auto got = stream.read_now(in.prepare());
    in.commit(got.bytes);
    return got;
}

task<io_outcome> client_connection::read_more()
{
    const auto room = in.prepare();
    const auto got = co_await stream.read_some(room);
    in.commit(got.bytes);
    co_return got;
}

task<io_outcome> client_connection::write(write_pieces pieces, rate_floor& floor)
{
    io_outcome sent;
    for (;;) {
        // The socket almost always has room for all of it: one system call.
        const auto step = stream.write_now(pieces);
        sent.bytes += step.bytes;
        sent.ec = step.ec;
        if (sent.ec != asio::error::would_block) co_return sent;
        pending_ = {&floor, steady_clock::now(), stream.unacknowledged()};
        write_limit.arm(floor.allowance());
        const auto waited = co_await stream.wait_writable();
        write_limit.disarm();
        static_cast<void>(note_taken());
        pending_.reset();
        sent.ec = waited.ec;
        if (sent.ec) co_return sent;
    }
}

/// @return the bytes that the client has acknowledged since the last call; they count towards its
///         rate.
std::size_t client_connection::note_taken()
{
    const auto now = steady_clock::now();
    const auto left = stream.unacknowledged();
    const auto taken = pending_->unacknowledged - std::min(left, pending_->unacknowledged);
    pending_->floor->waited(now - pending_->seen_at, taken);
    pending_->seen_at = now;
    pending_->unacknowledged = left;
    return taken;
}

/// A slow client is not a stalled one: acknowledged bytes extend the limit.
std::chrono::milliseconds client_connection::more_time_to_write(void* target)
{
    auto& self = *static_cast<client_connection*>(target);
    if (self.pending_ && self.note_taken() > 0 && !self.pending_->floor->is_spent()) {
        return self.pending_->floor->allowance();
    }
    return cancel_stream(target);
}

task<> client_connection::linger()
{
    stream.shutdown_send();
    read_limit.arm(limits::lingering_time);
    std::size_t seen = 0;
    while (seen < limits::lingering_bytes_max) {
        in.clear();
        const auto got = co_await read_more();
        if (got.ec) break;
        seen += got.bytes;
    }
    read_limit.disarm();
}

}  // namespace dsgw
