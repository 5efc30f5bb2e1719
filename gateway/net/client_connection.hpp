#pragma once

// The client's side of a connection: its stream, the bytes that were read but not yet used, and the
// time limit of the current step.

#include "gateway/http/byte_buffer.hpp"
#include "gateway/net/client_stream.hpp"
#include "gateway/net/deadline.hpp"
#include "gateway/net/rate_floor.hpp"

#include <optional>
#include <string>

namespace dsgw {

class client_connection
{
public:
    client_connection(
        wire_socket socket, ssl_context_ptr context, std::string address, buffer_pool& buffers,
        deadline_clock& clock
    );

    client_stream stream;
    byte_buffer in;
    deadline read_limit;
    deadline write_limit;
    const std::string address;  ///< without port; 127.0.0.1 for a unix socket

    /// Reads the available bytes into `in`; would_block if there are none.
    [[nodiscard]] io_outcome read_now();

    /// Reads once into `in`.
    [[nodiscard]] task<io_outcome> read_more();

    /// Writes all of `pieces`, or returns an error; `bytes` counts the written bytes. The limit
    /// runs only while the client takes fewer bytes than `floor` allows.
    [[nodiscard]] task<io_outcome> write(write_pieces pieces, rate_floor& floor);

    /// Reads and discards input, within limits, so that a client that is still sending can receive
    /// its response.
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
