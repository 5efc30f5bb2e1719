#include "gateway/upstream/client_watch.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/net/deadline.hpp"

namespace dsgw {

client_watch::client_watch(
    deadline_clock& clock, client_stream& client, const upstream_lease& upstream
)
    : limit_(clock, look, this), client_(client), upstream_(upstream)
{}

void client_watch::begin() { limit_.arm(limits::client_look); }

void client_watch::before_response(unsigned client_version)
{
    // @source RFC 9110 section 15.2: a client accepts any number of interim responses, even
    //         unexpected ones, and a server sends none to an HTTP/1.0 client. Every client knows
    //         100.
    probe_ = client_version == 10 ? "" : "HTTP/1.1 100 Continue\r\n\r\n";
}

void client_watch::between_pieces(bool is_chunked)
{
    // @source RFC 9112 section 7.1: chunk-size = 1*HEXDIG. Other framings have no such room, so the
    //         next piece shows whether the client is there.
    probe_.reset();
    if (is_chunked) probe_ = "0";
}

void client_watch::hold() { probe_.reset(); }

std::chrono::milliseconds client_watch::look(void* target)
{
    auto& self = *static_cast<client_watch*>(target);
    if (!self.is_gone()) return limits::client_look;
    if (self.upstream_) {
        error_code ignored;
        self.upstream_->socket.cancel(ignored);
    }
    return {};
}

bool client_watch::is_gone()
{
    switch (client_.presence()) {
        case client_presence::there:
            return false;
        case client_presence::left:
            return true;
        case client_presence::sends_no_more:
            return judge_silence(coarse_now());
    }
    return false;
}

/// The client's bytes have ended. Sends another probe if possible, to see whether it is there.
bool client_watch::judge_silence(steady_clock::time_point now)
{
    if (!ended_at_) {
        ended_at_ = next_probe_ = now;
    }
    // For a unix socket, the kernel tells both cases apart.
    if (client_.is_local() || !probe_) return false;
    if (probe_->empty()) return now - *ended_at_ >= limits::half_closed_grace;
    const bool is_due = probes_ < limits::client_probes_max && now >= next_probe_;
    // While earlier bytes are still unacknowledged, a probe would show nothing new.
    if (!is_due || client_.unacknowledged() > 0) return false;
    write_pieces pieces;
    pieces[0] = asio::buffer(probe_->data(), probe_->size());
    next_probe_ = now + limits::client_probe_pause * (1U << (2 * probes_));
    ++probes_;
    const auto sent = client_.write_now(pieces);
    return sent.ec && sent.ec != asio::error::would_block;
}

}  // namespace dsgw
