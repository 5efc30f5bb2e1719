#pragma once

// The client's side of a connection: its stream, what has been read and not yet used, and the limit
// under which the present step runs.

#include "gateway/http/byte_buffer.hpp"
#include "gateway/net/client_stream.hpp"
#include "gateway/net/deadline.hpp"
#include "gateway/net/rate_floor.hpp"

#include <optional>
#include <string>

namespace dsgw {

class downstream
{
public:
    downstream(
        wire_socket socket, ssl_context_ptr context, std::string address, buffer_pool& buffers,
        deadline_clock& clock
    );

    client_stream stream;
    byte_buffer in;
    deadline read_limit;
    deadline write_limit;
    const std::string address;  ///< without port; 127.0.0.1 for a unix socket

    /// One read into `in` of what is there now; would_block if that is nothing.
    [[nodiscard]] io_outcome read_now();

    /// One read into `in`.
    [[nodiscard]] task<io_outcome> read_more();

    /// All of `pieces`, or an error; `bytes` counts what was written. Only time in which the client
    /// takes less than `floor` allows runs against it.
    [[nodiscard]] task<io_outcome> write(write_pieces pieces, rate_floor& floor);

    /// Reads and throws away, within limits, so that the client gets to see an answer it was sent
    /// while it was still sending itself.
    [[nodiscard]] task<> linger();

private:
    static std::chrono::milliseconds more_time_to_write(void* target);
    [[nodiscard]] std::size_t note_taken();

    /// A write that waits for the client.
    struct pending_write
    {
        rate_floor* floor;
        steady_clock::time_point seen_at;
        std::size_t unacknowledged;
    };
    std::optional<pending_write> pending_;
};

}  // namespace dsgw
