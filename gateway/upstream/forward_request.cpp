#include "gateway/upstream/forward_request.hpp"

#include "gateway/http/header_rewrite.hpp"
#include "gateway/http/limits.hpp"

#include <algorithm>

namespace dsgw {

namespace {

void append(byte_buffer& to, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto room = to.prepare();
        const auto size = std::min(room.size(), bytes.size());
        bytes.copy(room.data(), size);
        to.commit(size);
        bytes.remove_prefix(size);
    }
}

}  // namespace

forward_request::forward_request(forward_parts& parts)
    : parts_(parts),
      ex_(parts.ex),
      up_(parts.up),
      body_(ex_.request.framing, ex_.request.content_length),
      framing_(ex_.request.framing),
      is_websocket_(ex_.request.upgrades_to_websocket)
{}

task<> forward_request::give_up()
{
    if (upload_) co_await upload_->stop();
    parts_.drop_connection();
    if (ex_.upstream_began) ex_.upstream_ended = steady_clock::now();
}

task<result<answered_request>> forward_request::ask()
{
    const auto piece = body_.take(parts_.client.in);
    if (!piece) co_return errc::malformed_chunk;
    if (is_body_too_large()) co_return errc::body_too_large;
    auto first_piece = *piece;
    if (!body_.is_done() && !is_websocket_) {
        const auto gathered = co_await gather_body(first_piece);
        if (!gathered) co_return gathered.error();
        first_piece = gathered_->view();
    }

    // Only a request that can be repeated may use a reused connection, which may close at any time.
    const bool repeatable = body_.is_done() && ex_.request.is_idempotent() && !is_websocket_;
    ex_.upstream_began = steady_clock::now();
    const auto wanted = repeatable ? reuse::allowed : reuse::refused;
    auto asked = co_await ask_once(first_piece, wanted);
    const bool closed_under_us =
        asked == errc::upstream_closed && repeatable && up_ && up_->is_reused && !got_bytes_;
    if (closed_under_us) {
        parts_.pool.give_back(std::move(up_), false);
        asked = co_await ask_once(first_piece, reuse::refused);
    }
    if (!asked) co_return asked.error();
    if (!upload_) body_.used(parts_.client.in);
    co_return answered_request(head_size_, body_.is_done(), upload_);
}

bool forward_request::is_body_too_large() const
{
    const auto most = parts_.settings.limits.body_bytes_max;
    return most > 0 && body_.payload_bytes() > most;
}

/// Waits for the body, or for the part that is gathered first, so that a slow client takes none of
/// Datasette's connections.
task<result<>> forward_request::gather_body(std::string_view first_piece)
{
    if (ex_.request.expects_continue && first_piece.empty()) {
        ex_.downstream_head = "HTTP/1.1 100 Continue\r\n\r\n";
        const bool said = co_await parts_.write_head();
        if (!said) co_return errc::downstream_closed;
    }
    gathered_.emplace(parts_.pool.buffers(), after_use::wipe);
    append(*gathered_, first_piece);
    body_.used(parts_.client.in);
    const auto& limits = parts_.settings.limits;
    rate_floor floor(limits.body_bytes_per_second_min, limits.idle_timeout);
    while (!body_.is_done() && gathered_->size() < limits::body_gathered_bytes) {
        if (parts_.client.in.empty()) {
            const auto received = co_await read_body_piece(parts_.client, floor);
            if (!received) co_return received;
        }
        const auto piece = body_.take(parts_.client.in);
        if (!piece) co_return errc::malformed_chunk;
        if (is_body_too_large()) co_return errc::body_too_large;
        append(*gathered_, *piece);
        body_.used(parts_.client.in);
    }
    co_return result<>();
}

task<result<>> forward_request::take_connection(reuse wanted)
{
    const upstream_client client{ex_.client_network, ex_.identity != nullptr};
    if (wanted == reuse::allowed) up_ = parts_.pool.take_at_once(parts_.settings.upstream, client);
    if (up_) co_return result<>();
    auto lease = co_await parts_.pool.take(wanted, parts_.settings.upstream, client);
    if (lease) up_ = std::move(*lease);
    if (parts_.watch.has_left()) co_return errc::downstream_closed;
    if (!lease) co_return lease.error();
    co_return result<>();
}

/// Connects, sends the request, and reads the head of the final response.
task<result<>> forward_request::ask_once(std::string_view first_piece, reuse wanted)
{
    parts_.watch.before_response(ex_.client_version);
    parts_.watch.begin();
    const auto connected = co_await take_connection(wanted);
    if (!connected) co_return connected;
    const auto granted = parts_.guard.check_grant(ex_);
    if (!granted) co_return granted;
    // The head in one write: uvicorn refuses large ones that arrive in pieces.
    const chunk_frame frame(first_piece.size(), body_.is_done(), {});
    auto pieces = request_pieces(first_piece, frame);
    auto sent = write_now(up_->socket, pieces);
    if (sent.ec == asio::error::would_block) {
        up_->write_limit.arm(parts_.settings.upstream.idle_timeout);
        sent = co_await write_all(up_->socket, pieces);
        up_->write_limit.disarm();
        if (sent.ec && up_->write_limit.has_passed()) co_return errc::upstream_timeout;
    }
    // After a failed write an early response may still be readable.
    if (!body_.is_done() && !sent.ec) start_upload();
    co_return co_await read_head();
}

write_pieces forward_request::request_pieces(std::string_view first_piece, const chunk_frame& frame)
    const
{
    write_pieces pieces;
    pieces[0] = asio::buffer(ex_.upstream_head);
    pieces[2] = asio::buffer(first_piece.data(), first_piece.size());
    if (framing_ == body_framing::chunked) {
        pieces[1] = asio::buffer(frame.before().data(), frame.before().size());
        pieces[3] = asio::buffer(frame.behind());
    }
    return pieces;
}

void forward_request::start_upload()
{
    body_.used(parts_.client.in);
    gathered_.reset();
    upload_ = std::make_shared<upload>(
        parts_.client, up_, std::move(body_), framing_, parts_.settings, parts_.owner
    );
    // The owner of the upload is the guard's, too.
    upload_->check_before_each_piece([&guard = parts_.guard, given = grant_of(ex_)] {
        return guard.check_grant(given);
    });
    upload::start(upload_);
}

task<result<>> forward_request::read_head()
{
    if (!upload_) up_->read_limit.arm(parts_.settings.upstream.first_byte_timeout);
    std::size_t scanned = 0;
    for (unsigned interim = 0; interim <= limits::interim_responses_max;) {
        const auto end = find_head_end(up_->in.view(), scanned);
        head_size_ = end.value_or(up_->in.size());
        if (head_size_ > limits::response_head_bytes_max) co_return errc::upstream_malformed;
        if (!end) {
            const auto room = up_->in.prepare();
            const auto buffer = asio::buffer(room.data(), room.size());
            const auto [ec, n] = co_await up_->socket.async_read_some(buffer, as_result);
            up_->in.commit(n);
            if (n > 0) got_bytes_ = true;
            if (ec) co_return why_no_head();
            continue;
        }
        const auto checked = check_head();
        if (!checked) co_return checked;
        if (!ex_.response.is_interim() || ex_.response.status == 101) co_return result<>();
        const bool passed_on = co_await pass_on_interim();
        if (!passed_on) co_return errc::downstream_closed;
        up_->in.consume(head_size_);
        scanned = 0;
        ++interim;
    }
    co_return errc::upstream_malformed;
}

result<> forward_request::check_head()
{
    const auto raw = up_->in.view().substr(0, head_size_);
    const auto most = limits::response_headers_max;
    const auto parsed = parse_response_head(raw, most, ex_.is_head, ex_.response);
    if (!parsed) return parsed;
    const bool as_asked = is_websocket_ && ex_.response.switches_to_websocket;
    if (ex_.response.status == 101 && !as_asked) return errc::upstream_malformed;
    return {};
}

errc forward_request::why_no_head() const
{
    if (parts_.watch.has_left()) return errc::downstream_closed;
    if (upload_ && upload_->failure() && *upload_->failure() != errc::upstream_closed) {
        return *upload_->failure();
    }
    const bool upload_is_late = upload_ && up_->write_limit.has_passed();
    if (up_->read_limit.has_passed() || upload_is_late) return errc::upstream_timeout;
    return errc::upstream_closed;
}

/// The gateway sends 100 itself; it forwards the other interim responses.
task<bool> forward_request::pass_on_interim()
{
    if (ex_.response.status == 100 || ex_.client_version == 10) co_return true;
    const downstream_response response{
        ex_.response, body_framing::none, ex_.client_version, true, false, {}};
    rewrite_response(response, ex_.downstream_head);
    parts_.watch.hold();
    const bool written = co_await parts_.write_head();
    parts_.watch.before_response(ex_.client_version);
    co_return written;
}

}  // namespace dsgw
