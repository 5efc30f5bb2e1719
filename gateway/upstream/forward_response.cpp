#include "gateway/http/header_rewrite.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/http/menu_eligibility.hpp"
#include "gateway/request/menu.hpp"
#include "gateway/request/plugin_sign_in.hpp"
#include "gateway/request/session_cookie.hpp"
#include "gateway/upstream/forwarding.hpp"

#include <boost/asio/post.hpp>

namespace dsgw {

namespace {

/// A page with a menu contains the actor's name and token. With http_basic_auth on, Datasette marks
/// some responses as public that are not, above all static files.
bool is_for_one_reader(const exchange& ex, bool has_menu)
{
    if (!ex.identity) return false;
    return has_menu || (ex.config->snapshot->http_basic_auth && !ex.is_public);
}

}  // namespace

body_framing forwarding::begin_relay()
{
    auto to_client = ex_.response.framing;
    const bool is_changed = begin_menu();
    const bool unsized = to_client == body_framing::chunked ||
                         to_client == body_framing::until_close ||
                         (is_changed && to_client == body_framing::sized);
    if (unsized) {
        to_client = ex_.client_version == 10 ? body_framing::until_close : body_framing::chunked;
    }
    keep_alive_ = ex_.wants_keep_alive && !draining_ && to_client != body_framing::until_close &&
                  is_body_sent();
    downstream_response response{ex_.response, to_client, ex_.client_version,
                                 keep_alive_,  false,     ex_.config->hsts};
    response.length_changes = is_changed;
    const auto signed_in = take_plugin_sign_in(ex_);
    const bool is_signed_out = signs_out(ex_);
    if (!signed_in.empty()) ex_.renewed_session = signed_in;
    if (is_signed_out) ex_.renewed_session = end_session(ex_);
    response.for_one_reader =
        !signed_in.empty() || is_signed_out || is_for_one_reader(ex_, is_changed);
    const bool takes_cookie = response.for_one_reader || may_carry_cookie(ex_.response);
    if (!ex_.renewed_session.empty() && takes_cookie) response.set_cookie = ex_.renewed_session;
    response.request_id = ex_.request_id;
    rewrite_response(response, ex_.downstream_head);
    ex_.status = ex_.response.status;
    return to_client;
}

/// @return true if the page may get other menu entries than Datasette's, and so another length.
bool forwarding::begin_menu()
{
    // An empty body keeps its length: without a length the client would wait.
    if (ex_.response.framing == body_framing::none && !ex_.is_head) return false;
    if (!may_take_menu(ex_.response)) return false;
    auto entries = entries_for(ex_);
    if (entries.empty()) return false;
    if (!ex_.is_head) menu_ = std::make_unique<menu_work>(std::move(entries));
    return true;
}

task<bool> forwarding::relay_body(body_framing to_client)
{
    body_source source(ex_.response.framing, ex_.response.content_length);
    up_->in.consume(head_size_);
    bool may_hold_head = true;
    for (;;) {
        const auto payload = source.take(up_->in);
        if (!payload) {
            ex_.error = errc::upstream_malformed;
            co_return false;
        }
        const bool last = source.is_done();
        const auto trailers = rewrite_trailers(source.trailers());
        const auto piece = with_menu(*payload, last);
        // Uvicorn writes the body directly after the head: after one turn of the loop both may
        // reach the client together.
        const bool holds_head = may_hold_head && piece.empty() && !last;
        may_hold_head = false;
        const bool has_head = !holds_head && !ex_.downstream_head.empty();
        if (!piece.empty() || last || has_head) {
            watch_.hold();
            auto failed = write_at_once(piece, last, to_client, trailers);
            if (failed == asio::error::would_block) failed = co_await write_rest();
            ex_.downstream_head.clear();
            ex_.bytes += piece.size();
            if (failed) {
                ex_.error = errc::downstream_closed;
                co_return false;
            }
        }
        source.used(up_->in);
        if (last) break;
        if (!up_->in.empty()) continue;
        const bool is_head_gone = ex_.downstream_head.empty();
        if (is_head_gone) watch_.between_pieces(to_client == body_framing::chunked);
        if (payload->size() == up_->in.capacity()) up_->in.grow(limits::relay_window_bytes);
        error_code ec;
        if (holds_head) {
            co_await asio::post(up_->socket.get_executor(), as_result);
            ec = up_->read_now();
            if (ec == asio::error::would_block) continue;
        } else {
            up_->read_limit.arm(settings_.upstream.idle_timeout);
            const auto room = up_->in.prepare();
            const auto buffer = asio::buffer(room.data(), room.size());
            const auto [failed, n] = co_await up_->socket.async_read_some(buffer, as_result);
            up_->in.commit(n);
            ec = failed;
        }
        if (!ec) continue;
        if (ec == asio::error::eof && source.end()) continue;
        ex_.error = why_cut_short();
        co_return false;
    }
    up_->read_limit.disarm();
    reusable_now_ = up_->in.empty();
    co_return true;
}

errc forwarding::why_cut_short() const
{
    if (watch_.has_left()) return errc::downstream_closed;
    return up_->read_limit.has_passed() ? errc::upstream_timeout : errc::upstream_closed;
}

/// The piece to send; the view is valid until the next call. After the menu it is the piece itself.
std::string_view forwarding::with_menu(std::string_view payload, bool is_last)
{
    if (!menu_ || menu_->insertion.is_over()) return payload;
    auto& piece = menu_->piece;
    piece.clear();
    for (const auto part : menu_->insertion.feed(payload))
        piece += part;
    if (is_last) {
        for (const auto part : menu_->insertion.finish())
            piece += part;
    }
    return piece;
}

/// Writes the head, if it is still to be sent, together with the first piece.
/// @return would_block if some of it is left: call write_rest().
error_code forwarding::write_at_once(
    std::string_view payload, bool is_last, body_framing to_client, std::string_view trailers
)
{
    pieces_ = {};
    if (to_client == body_framing::chunked) {
        frame_.emplace(payload.size(), is_last, trailers);
        pieces_[1] = asio::buffer(frame_->before().data(), frame_->before().size());
        pieces_[3] = asio::buffer(frame_->behind());
    } else if (!ex_.downstream_head.empty() && payload.size() <= limits::gathered_bytes_max) {
        ex_.downstream_head += payload;
        payload = {};
    }
    pieces_[0] = asio::buffer(ex_.downstream_head);
    pieces_[2] = asio::buffer(payload.data(), payload.size());
    return client_.stream.write_now(pieces_).ec;
}

task<error_code> forwarding::write_rest()
{
    const auto sent = co_await client_.write(pieces_, write_floor_);
    co_return sent.ec;
}

/// Writes the head alone: for a response without a body, or before one.
task<bool> forwarding::write_head()
{
    auto failed = write_at_once("", false, body_framing::none, "");
    if (failed == asio::error::would_block) failed = co_await write_rest();
    ex_.downstream_head.clear();
    co_return !failed;
}

result<connection_fate> forwarding::end_relay(bool complete, bool uploaded)
{
    const bool reusable = ex_.response.keep_alive && complete && uploaded && reusable_now_;
    pool_.give_back(std::move(up_), reusable);
    if (complete) return keep_alive_ && uploaded ? connection_fate::keep : connection_fate::linger;
    // Nothing has been sent yet, so the client can still get an error response.
    if (!ex_.downstream_head.empty()) return *ex_.error;
    if (client_.write_limit.has_passed()) ex_.error = errc::body_timeout;
    if (upload_ && upload_->failure()) ex_.error = upload_->failure();
    return connection_fate::cut;
}

}  // namespace dsgw
