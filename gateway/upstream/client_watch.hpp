#pragma once

// Notices within a second that a client has left while Datasette is waited for, so that nothing is
// computed or kept open for nobody. Costs nothing until a request has taken a fifth of a second.

#include "gateway/net/client_stream.hpp"
#include "gateway/net/deadline.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <optional>
#include <string_view>

namespace dsgw {

/// A client that has closed and one that has only finished sending (shutdown(SHUT_WR)) look alike:
/// the end of its bytes has come. The difference shows when something is written: the system of the
/// first answers with a reset. So a client at whose end we are is sent something without meaning, a
/// few times and at growing intervals: an interim response or, between chunks, a leading zero of
/// the next chunk's size.
class client_watch
{
public:
    /// @param upstream  where the connection to Datasette is while there is one: what is awaited
    ///                  there ends when the client has left. Outlives the watch, as `client` does.
    client_watch(deadline_clock& clock, client_stream& client, const upstream_lease& upstream);
    client_watch(client_watch&&) = delete;
    client_watch(const client_watch&) = delete;

    void begin();
    void end() { limit_.disarm(); }

    /// The client has left since begin().
    [[nodiscard]] bool has_left() const { return limit_.has_passed(); }

    /// Before a response: an HTTP/1.0 client knows no interim responses. With nothing to learn
    /// from, an end of its bytes that lasts counts as leaving.
    void before_response(unsigned client_version);

    /// Between two pieces of a response's body, when nothing is being written.
    void between_pieces(bool is_chunked);

    /// Something else is going to be written.
    void hold();

private:
    static std::chrono::milliseconds look(void* target);
    [[nodiscard]] bool is_gone();
    [[nodiscard]] bool judge_silence(steady_clock::time_point now);

    deadline limit_;
    client_stream& client_;
    const upstream_lease& upstream_;
    std::optional<std::string_view> probe_;  // "": none is possible; nothing: not now
    std::optional<steady_clock::time_point> ended_at_;
    steady_clock::time_point next_probe_{};
    unsigned probes_ = 0;
};

}  // namespace dsgw
