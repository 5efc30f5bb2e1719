#pragma once

// Notices within a second that a client has left while the gateway waits for Datasette, so that
// Datasette does no useless work. Costs nothing until a request has taken a fifth of a second.

#include "gateway/net/client_stream.hpp"
#include "gateway/net/deadline.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <optional>
#include <string_view>

namespace dsgw {

/// A client that has closed looks like one that has only finished sending (shutdown(SHUT_WR)): its
/// bytes have ended. They differ when we write: the system of the first responds with a reset. So
/// the watch sends a probe without meaning, a few times and at growing intervals: an interim
/// response or, between chunks, a leading zero of the next chunk's size.
class client_watch
{
public:
    /// @param upstream  holds the connection to Datasette while there is one. Its operations are
    ///                  cancelled when the client has left. Must outlive the watch, like `client`.
    client_watch(deadline_clock& clock, client_stream& client, const upstream_lease& upstream);
    client_watch(client_watch&&) = delete;
    client_watch(const client_watch&) = delete;

    void begin();
    void end() { limit_.disarm(); }

    /// Whether the client has left since begin().
    [[nodiscard]] bool has_left() const { return limit_.has_passed(); }

    /// Begins the watch before a response. An HTTP/1.0 client knows no interim responses, so for it
    /// an end of input that lasts counts as leaving.
    void before_response(unsigned client_version);

    /// Allows probes between two pieces of a response's body, while nothing is being written.
    void between_pieces(bool is_chunked);

    /// Stops probing, because other bytes are about to be written.
    void hold();

private:
    static std::chrono::milliseconds look(void* target);
    [[nodiscard]] bool is_gone();
    [[nodiscard]] bool judge_silence(steady_clock::time_point now);

    deadline limit_;
    client_stream& client_;
    const upstream_lease& upstream_;
    std::optional<std::string_view> probe_;  // "": no probe is possible; nothing: not now
    std::optional<steady_clock::time_point> ended_at_;
    steady_clock::time_point next_probe_{};
    unsigned probes_ = 0;
};

}  // namespace dsgw
