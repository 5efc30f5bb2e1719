#include "gateway/upstream/forward.hpp"

#include "gateway/http/header_rewrite.hpp"
#include "gateway/request/plugin_sign_in.hpp"
#include "gateway/upstream/forwarding.hpp"
#include "gateway/upstream/tunnel.hpp"

namespace dsgw {

/// Handles a failed ask().
task<> forwarding::give_up()
{
    if (upload_) co_await upload_->stop();
    drop_connection();
    if (ex_.upstream_began) ex_.upstream_ended = steady_clock::now();
}

task<connection_fate> forwarding::run_tunnel()
{
    watch_.end();  // a tunnel reads the client's bytes and their end itself
    downstream_response response{
        ex_.response, body_framing::none, ex_.client_version, true, true, {}};
    response.request_id = ex_.request_id;
    rewrite_response(response, ex_.downstream_head);
    ex_.status = 101;
    up_->in.consume(head_size_);
    const bool written = co_await write_head();
    if (written) {
        auto given = grant_of(ex_);
        given.is_lasting = true;
        const auto is_granted = [&guard = guard_, given] {
            return guard.check_grant(given).has_value();
        };
        const auto idle = settings_.upstream.idle_timeout;
        auto tunnelling = tunnel(client_, up_, owner_, idle, is_granted);
        ex_.bytes += co_await std::move(tunnelling);
    }
    ex_.upstream_ended = steady_clock::now();
    pool_.give_back(std::move(up_), false);
    co_return connection_fate::linger;
}

bool forwarding::is_body_sent() const
{
    return upload_ ? upload_->has_ended() && !upload_->failure() : body_.is_done();
}

task<> forwarding::stop_upload() { return upload_->stop(); }

void forwarding::drop_connection()
{
    if (up_) pool_.give_back(std::move(up_), false);
}

task<result<connection_fate>> forward(
    cleared, upstream_pool& pool, client_connection& client, exchange& ex,
    std::shared_ptr<void> owner, const bool& draining, request_guard& guard
)
{
    forwarding one(pool, client, ex, std::move(owner), draining, guard);
    try {
        const auto asked = co_await one.ask();
        if (!asked) {
            co_await one.give_up();
            co_return asked.error();
        }
        if (ex.response.status == 101) co_return co_await one.run_tunnel();
        if (signs_out(ex)) {
            auto ending = guard.end_session(ex);
            co_await std::move(ending);
        }
        const auto to_client = one.begin_relay();
        const bool complete = co_await one.relay_body(to_client);
        ex.upstream_ended = steady_clock::now();
        const bool uploaded = one.is_body_sent();
        if (one.is_uploading()) co_await one.stop_upload();
        co_return one.end_relay(complete, uploaded);
    } catch (...) {
        one.drop_connection();
        throw;
    }
}

}  // namespace dsgw
