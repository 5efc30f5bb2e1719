#include "gateway/upstream/forward.hpp"

#include "gateway/http/header_rewrite.hpp"
#include "gateway/request/plugin_sign_in.hpp"
#include "gateway/upstream/forward_response.hpp"
#include "gateway/upstream/tunnel.hpp"

namespace dsgw {

namespace {

/// After 101 Switching Protocols.
task<connection_fate> run_tunnel(forward_parts& parts, std::size_t head_size)
{
    auto& ex = parts.ex;
    parts.watch.end();  // a tunnel reads the client's bytes and their end itself
    downstream_response response{ex.response, body_framing::none, ex.client_version, true, true,
                                 {}};
    response.request_id = ex.request_id;
    rewrite_response(response, ex.downstream_head);
    ex.status = 101;
    parts.up->in.consume(head_size);
    const bool written = co_await parts.write_head();
    if (written) {
        auto given = grant_of(ex);
        given.is_lasting = true;
        const auto is_granted = [&guard = parts.guard, given] {
            return guard.check_grant(given).has_value();
        };
        const auto idle = parts.settings.upstream.idle_timeout;
        auto tunnelling = tunnel(parts.client, parts.up, parts.owner, idle, is_granted);
        ex.bytes += co_await std::move(tunnelling);
    }
    ex.upstream_ended = steady_clock::now();
    parts.drop_connection();
    co_return connection_fate::linger;
}

}  // namespace

task<result<connection_fate>> forward(
    cleared, upstream_pool& pool, client_connection& client, exchange& ex,
    std::shared_ptr<void> owner, const bool& draining, request_guard& guard
)
{
    forward_parts parts(pool, client, ex, std::move(owner), draining, guard);
    try {
        forward_request request(parts);
        const auto answered = co_await request.ask();
        if (!answered) {
            co_await request.give_up();
            co_return answered.error();
        }
        if (ex.response.status == 101) co_return co_await run_tunnel(parts, answered->head_size());
        if (signs_out(ex)) co_await guard.end_session(ex);
        forward_response response(parts, *answered);
        co_return co_await response.relay();
    } catch (...) {
        parts.drop_connection();
        throw;
    }
}

}  // namespace dsgw
