#include "gateway/upstream/forward_response.hpp"

#include "gateway/http/header_rewrite.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/http/menu_eligibility.hpp"
#include "gateway/request/menu.hpp"
#include "gateway/request/plugin_sign_in.hpp"
#include "gateway/request/session_cookie.hpp"

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

forward_response::forward_response(forward_parts& parts, const answered_request& answered)
    : parts_(parts),
      ex_(parts.ex),
      up_(parts.up),
      answered_(answered),
      to_client_(ex_.response.framing)
{
    const bool is_changed = begin_menu();
    const bool unsized = to_client_ == body_framing::chunked ||
                         to_client_ == body_framing::until_close ||
                         (is_changed && to_client_ == body_framing::sized);
    if (unsized) {
        to_client_ = ex_.client_version == 10 ? body_framing::until_close : body_framing::chunked;
    }
    keep_alive_ = ex_.wants_keep_alive && !parts_.draining &&
                  to_client_ != body_framing::until_close && answered_.is_body_sent();
    downstream_response response{ex_.response, to_client_, ex_.client_version,
                                 keep_alive_,  false,      ex_.config->hsts};
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
}

/// @return true if the page may get other menu entries than Datasette's, and so another length.
bool forward_response::begin_menu()
{
    // An empty body keeps its length: without a length the client would wait.
    if (ex_.response.framing == body_framing::none && !ex_.is_head) return false;
    if (!may_take_menu(ex_.response)) return false;
    auto entries = entries_for(ex_);
    if (entries.empty()) return false;
    if (!ex_.is_head) menu_ = std::make_unique<menu_work>(std::move(entries));
    return true;
}

task<result<connection_fate>> forward_response::relay()
{
    body_source source(ex_.response.framing, ex_.response.content_length);
    up_->in.consume(answered_.head_size());
    bool may_hold_head = true;
    bool is_complete = false;
    while (!is_complete) {
        const auto payload = source.take(up_->in);
        if (!payload) {
            ex_.error = errc::upstream_malformed;
            break;
        }
        const bool is_last = source.is_done();
        const auto trailers = rewrite_trailers(source.trailers());
        const auto piece = with_menu(*payload, is_last);
        // Uvicorn writes the body directly after the head: after one turn of the loop both may
        // reach the client together.
        const bool holds_head = may_hold_head && piece.empty() && !is_last;
        may_hold_head = false;
        const bool has_head = !holds_head && !ex_.downstream_head.empty();
        if (!piece.empty() || is_last || has_head) {
            parts_.watch.hold();
            auto failed = parts_.write_at_once(piece, is_last, to_client_, trailers);
            if (failed == asio::error::would_block) failed = co_await parts_.write_rest();
            ex_.downstream_head.clear();
            ex_.bytes += piece.size();
            if (failed) {
                ex_.error = errc::downstream_closed;
                break;
            }
        }
        source.used(up_->in);
        is_complete = is_last;
        if (is_last || !up_->in.empty()) continue;
        if (ex_.downstream_head.empty())
            parts_.watch.between_pieces(to_client_ == body_framing::chunked);
        if (payload->size() == up_->in.capacity()) up_->in.grow(limits::relay_window_bytes);
        error_code ec;
        if (holds_head) {
            co_await asio::post(up_->socket.get_executor(), as_result);
            ec = up_->read_now();
            if (ec == asio::error::would_block) continue;
        } else {
            up_->read_limit.arm(parts_.settings.upstream.idle_timeout);
            const auto room = up_->in.prepare();
            const auto buffer = asio::buffer(room.data(), room.size());
            const auto [failed, n] = co_await up_->socket.async_read_some(buffer, as_result);
            up_->in.commit(n);
            ec = failed;
        }
        if (!ec || (ec == asio::error::eof && source.end())) continue;
        ex_.error = why_cut_short();
        break;
    }
    if (is_complete) {
        up_->read_limit.disarm();
        reusable_now_ = up_->in.empty();
    }
    ex_.upstream_ended = steady_clock::now();
    const bool uploaded = answered_.is_body_sent();
    if (auto* rest = answered_.rest_of_body()) co_await rest->stop();
    co_return end(is_complete, uploaded);
}

errc forward_response::why_cut_short() const
{
    if (parts_.watch.has_left()) return errc::downstream_closed;
    return up_->read_limit.has_passed() ? errc::upstream_timeout : errc::upstream_closed;
}

/// The piece to send; the view is valid until the next call. After the menu it is the piece itself.
std::string_view forward_response::with_menu(std::string_view payload, bool is_last)
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

result<connection_fate> forward_response::end(bool complete, bool uploaded)
{
    const bool reusable = ex_.response.keep_alive && complete && uploaded && reusable_now_;
    parts_.pool.give_back(std::move(up_), reusable);
    if (complete) return keep_alive_ && uploaded ? connection_fate::keep : connection_fate::linger;
    // Nothing has been sent yet, so the client can still get an error response.
    if (!ex_.downstream_head.empty()) return *ex_.error;
    if (parts_.client.write_limit.has_passed()) ex_.error = errc::body_timeout;
    const auto* rest = answered_.rest_of_body();
    if (rest && rest->failure()) ex_.error = rest->failure();
    return connection_fate::cut;
}

}  // namespace dsgw
