#include "gateway/upstream/forward_parts.hpp"

#include "gateway/http/limits.hpp"

#include <utility>

namespace dsgw {

forward_parts::forward_parts(
    upstream_pool& all, client_connection& to, exchange& exchanged, std::shared_ptr<void> owned_by,
    const bool& is_draining, request_guard& asked
)
    : pool(all),
      client(to),
      ex(exchanged),
      owner(std::move(owned_by)),
      draining(is_draining),
      guard(asked),
      settings(exchanged.config->settings()),
      watch(all.clock(), to.stream, up),
      write_floor_(settings.limits.body_bytes_per_second_min, settings.limits.idle_timeout)
{}

void forward_parts::drop_connection()
{
    if (up) pool.give_back(std::move(up), false);
}

error_code forward_parts::write_at_once(
    std::string_view payload, bool is_last, body_framing to_client, std::string_view trailers
)
{
    pieces_ = {};
    if (to_client == body_framing::chunked) {
        frame_.emplace(payload.size(), is_last, trailers);
        pieces_[1] = asio::buffer(frame_->before().data(), frame_->before().size());
        pieces_[3] = asio::buffer(frame_->behind());
    } else if (!ex.downstream_head.empty() && payload.size() <= limits::gathered_bytes_max) {
        ex.downstream_head += payload;
        payload = {};
    }
    pieces_[0] = asio::buffer(ex.downstream_head);
    pieces_[2] = asio::buffer(payload.data(), payload.size());
    return client.stream.write_now(pieces_).ec;
}

task<error_code> forward_parts::write_rest()
{
    const auto sent = co_await client.write(pieces_, write_floor_);
    co_return sent.ec;
}

task<bool> forward_parts::write_head()
{
    auto failed = write_at_once("", false, body_framing::none, "");
    if (failed == asio::error::would_block) failed = co_await write_rest();
    ex.downstream_head.clear();
    co_return !failed;
}

}  // namespace dsgw
