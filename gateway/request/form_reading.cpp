#include "gateway/request/form_reading.hpp"

#include "gateway/http/body_source.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/net/rate_floor.hpp"

#include <algorithm>

namespace dsgw {

namespace {

task<bool> say_continue(client_connection& client, const limit_settings& limits)
{
    static constexpr std::string_view continue_response = "HTTP/1.1 100 Continue\r\n\r\n";
    write_pieces pieces;
    pieces[0] = asio::buffer(continue_response.data(), continue_response.size());
    rate_floor floor(limits.body_bytes_per_second_min, limits.idle_timeout);
    const auto sent = co_await client.write(pieces, floor);
    co_return !sent.ec;
}

/// @return false if the total would exceed `bytes_max`.
bool make_room(secret_bytes& raw, std::size_t used, std::size_t more, std::size_t bytes_max)
{
    if (more > bytes_max - used) return false;
    if (used + more <= raw.size()) return true;
    secret_bytes larger(std::min(std::max(2 * raw.size(), used + more), bytes_max));
    raw.view().substr(0, used).copy(larger.data(), used);
    raw = std::move(larger);
    return true;
}

/// Reads the whole body within one time limit into `raw`, and sets `size` to its length.
task<result<>> read_body(
    client_connection& client, body_source& body, secret_bytes& raw, std::size_t& size,
    std::size_t bytes_max
)
{
    client.read_limit.arm(limits::form_time);
    result<> outcome;
    while (outcome) {
        const auto piece = body.take(client.in);
        if (!piece) {
            outcome = piece.error();
        } else if (!make_room(raw, size, piece->size(), bytes_max)) {
            outcome = errc::body_too_large;
        } else {
            std::ranges::copy(*piece, raw.data() + size);
            size += piece->size();
            body.used(client.in);
            if (body.is_done()) break;
            const auto got = co_await client.read_more();
            if (!got.ec) continue;
            const bool late = client.read_limit.has_passed();
            outcome = late ? errc::body_timeout : errc::downstream_closed;
        }
    }
    client.read_limit.disarm();
    co_return outcome;
}

}  // namespace

task<result<parsed_form>> read_form(client_connection& client, exchange& ex, std::size_t bytes_max)
{
    const auto& head = ex.request;
    if (head.framing == body_framing::sized && head.content_length > bytes_max)
        co_return errc::body_too_large;
    body_source body(head.framing, head.content_length);
    secret_bytes raw(std::min(limits::form_buffer_bytes, bytes_max));
    const bool waits = head.expects_continue && client.in.empty() && head.has_body();
    ex.body_forwarded = true;
    if (waits) {
        const bool said = co_await say_continue(client, ex.config->settings().limits);
        if (!said) co_return errc::downstream_closed;
    }
    std::size_t size = 0;
    auto reading = read_body(client, body, raw, size, bytes_max);
    const auto outcome = co_await std::move(reading);
    if (!outcome) co_return outcome.error();
    ex.body_read = true;
    form_limits limits;
    limits.bytes_max = bytes_max;
    co_return parse_form_body(raw.view().substr(0, size), limits);
}

}  // namespace dsgw
