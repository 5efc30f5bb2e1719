#include "gateway/upstream/upload.hpp"

#include "gateway/net/log_failure.hpp"

namespace dsgw {

namespace {

task<> run_upload(std::shared_ptr<upload> self, task<> body)
{
    co_await std::move(body);
    self.reset();
}

}  // namespace

task<result<>> read_body_piece(client_connection& client, rate_floor& floor)
{
    client.read_limit.arm(floor.allowance());
    const auto began = steady_clock::now();
    const auto got = co_await client.read_more();
    floor.waited(steady_clock::now() - began, got.bytes);
    client.read_limit.disarm();
    if (!got.ec) co_return result<>();
    co_return client.read_limit.has_passed() ? errc::body_timeout : errc::downstream_closed;
}

upload::upload(
    client_connection& client, upstream_lease up, body_source source, body_framing framing,
    const gateway_settings& settings, std::shared_ptr<void> owner
)
    : client_(client),
      up_(std::move(up)),
      source_(std::move(source)),
      framing_(framing),
      settings_(settings),
      floor_(settings.limits.body_bytes_per_second_min, settings.limits.idle_timeout),
      owner_(std::move(owner)),
      ended_signal_(up_->socket.get_executor(), steady_clock::time_point::max())
{}

void upload::start(const std::shared_ptr<upload>& self)
{
    auto body = run_upload(self, self->run());
    asio::co_spawn(
        self->up_->socket.get_executor(), std::move(body),
        [self](const std::exception_ptr& failure) {
            log_failure("upload")(failure);
            if (!self->ended_) self->end(errc::internal);
        }
    );
}

task<> upload::stop()
{
    stopping_ = true;
    if (!ended_) {
        // A passed deadline cancels repeatedly, also operations that begin later.
        client_.read_limit.pass_now();
        up_->write_limit.pass_now();
    }
    while (!ended_)
        co_await ended_signal_.async_wait(as_result);
}

task<> upload::run()
{
    const auto outcome = co_await send_body();
    end(outcome);
}

void upload::end(result<> outcome)
{
    client_.read_limit.disarm();
    up_->write_limit.disarm();
    if (!outcome) failure_ = outcome.error();
    ended_ = true;
    ended_signal_.cancel();
    if (stopping_) return;
    // From here on the gateway waits for Datasette only. It does not wait if the request will never
    // be complete.
    const bool never_complete = failure_ && *failure_ != errc::upstream_closed;
    if (never_complete) {
        up_->read_limit.pass_now();
    } else {
        up_->read_limit.arm(settings_.upstream.first_byte_timeout);
    }
}

task<result<>> upload::send_body()
{
    while (!stopping_) {
        const auto payload = source_.take(client_.in);
        if (!payload) co_return errc::malformed_chunk;
        const auto most = settings_.limits.body_bytes_max;
        if (most > 0 && source_.payload_bytes() > most) co_return errc::body_too_large;
        if (check_) {
            if (const auto granted = check_(); !granted) co_return granted;
        }
        if (!payload->empty() || source_.is_done()) {
            const bool sent = co_await send_piece(*payload);
            if (!sent) co_return errc::upstream_closed;
        }
        source_.used(client_.in);
        if (source_.is_done()) co_return result<>();
        if (stopping_ || !client_.in.empty()) continue;
        client_.in.grow(limits::relay_window_bytes);
        const auto received = co_await read_body_piece(client_, floor_);
        if (!received) co_return received;
    }
    co_return errc::downstream_closed;
}

task<bool> upload::send_piece(std::string_view payload)
{
    const bool chunked = framing_ == body_framing::chunked;
    const chunk_frame frame(payload.size(), source_.is_done(), {});
    write_pieces pieces;
    pieces[1] = asio::buffer(payload.data(), payload.size());
    if (chunked) {
        pieces[0] = asio::buffer(frame.before().data(), frame.before().size());
        pieces[2] = asio::buffer(frame.behind());
    }
    up_->write_limit.arm(settings_.upstream.idle_timeout);
    const auto sent = co_await write_all(up_->socket, pieces);
    up_->write_limit.disarm();
    co_return !sent.ec;
}

}  // namespace dsgw
