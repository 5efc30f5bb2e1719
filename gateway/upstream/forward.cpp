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
    if (x_.upstream_began) x_.upstream_ended = steady_clock::now();
}

task<forward_result> forwarding::run_tunnel()
{
    watch_.end();  // a tunnel reads the client's bytes and their end itself
    downstream_response response{x_.response, body_framing::none, x_.client_version, true, true,
                                 {}};
    response.request_id = x_.request_id;
    rewrite_response(response, x_.downstream_head);
    x_.status = 101;
    up_->in.consume(head_size_);
    forward_result ended;
    const bool written = co_await write_head();
    if (written) x_.bytes += co_await tunnel(client_, up_, owner_, settings_.upstream.idle_timeout);
    x_.upstream_ended = steady_clock::now();
    pool_.give_back(std::move(up_), false);
    co_return ended;
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

task<forward_result> forward(
    upstream_pool& pool, downstream& client, exchange& x, std::shared_ptr<void> owner,
    const bool& draining, request_guard& guard
)
{
    forwarding one(pool, client, x, std::move(owner), draining, guard);
    try {
        const auto asked = co_await one.ask();
        if (!asked) {
            co_await one.give_up();
            forward_result ended;
            ended.refused = asked.error();
            co_return ended;
        }
        if (x.response.status == 101) co_return co_await one.run_tunnel();
        if (signs_out(x)) {
            auto ending = guard.end_session(x);
            co_await std::move(ending);
        }
        const auto to_client = one.begin_relay();
        const bool complete = co_await one.relay_body(to_client);
        x.upstream_ended = steady_clock::now();
        const bool uploaded = one.is_body_sent();
        if (one.is_uploading()) co_await one.stop_upload();
        co_return one.end_relay(complete, uploaded);
    } catch (...) {
        one.drop_connection();
        throw;
    }
}

}  // namespace dsgw
