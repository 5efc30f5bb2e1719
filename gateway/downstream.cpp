#include "gateway/downstream.hpp"

#include "gateway/limits.hpp"

namespace dsgw {

namespace {

void cancel_stream(void* target) { static_cast<downstream*>(target)->stream.cancel(); }

}  // namespace

downstream::downstream(
    wire_socket socket, ssl_context_ptr context, std::string peer_address, buffer_pool& buffers,
    deadline_clock& clock
)
    : stream(std::move(socket), std::move(context)),
      in(buffers),
      read_limit(clock, cancel_stream, this),
      write_limit(clock, cancel_stream, this),
      address(std::move(peer_address))
{}

task<io_outcome> downstream::read_more()
{
    const auto room = in.prepare();
    const auto got = co_await stream.read_some(room);
    in.commit(got.bytes);
    co_return got;
}

task<> downstream::linger()
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
