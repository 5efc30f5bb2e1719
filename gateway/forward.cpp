#include "gateway/forward.hpp"

#include "gateway/html/menu_insertion.hpp"
#include "gateway/http/body_source.hpp"
#include "gateway/http/header_rewrite.hpp"
#include "gateway/http/menu_eligibility.hpp"
#include "gateway/limits.hpp"
#include "gateway/pages/menu.hpp"
#include "gateway/rate_floor.hpp"
#include "gateway/tunnel.hpp"
#include "gateway/upload.hpp"

namespace dsgw {

namespace {

/// One forwarded request. Lives in forward()'s frame.
class forwarding
{
public:
    forwarding(
        upstream_pool& pool, downstream& client, exchange& x, std::shared_ptr<void> owner,
        const bool& draining
    )
        : pool_(pool),
          client_(client),
          x_(x),
          owner_(std::move(owner)),
          draining_(draining),
          settings_(x.at->settings()),
          body_(x.request.framing, x.request.content_length),
          framing_(x.request.framing),
          is_websocket_(x.request.upgrades_to_websocket)
    {}

    [[nodiscard]] task<forward_result> run();

private:
    [[nodiscard]] task<std::optional<errc>> ask(std::string_view first_piece, reuse wanted);
    [[nodiscard]] task<std::optional<errc>> send(std::string_view first_piece);
    [[nodiscard]] task<std::optional<errc>> read_head();
    [[nodiscard]] task<std::optional<errc>> read_more_of_head();
    [[nodiscard]] task<bool> pass_on_interim();
    [[nodiscard]] task<forward_result> relay();
    [[nodiscard]] bool begin_menu();
    [[nodiscard]] std::string_view with_menu(std::string_view payload, bool is_last);
    [[nodiscard]] task<bool> relay_body(body_framing to_client);
    [[nodiscard]] task<bool> write_to_client(
        std::string_view payload, bool is_last, body_framing to_client, std::string_view trailers
    );
    [[nodiscard]] task<forward_result> run_tunnel();
    [[nodiscard]] task<> stop_upload();
    [[nodiscard]] bool is_body_sent() const;
    [[nodiscard]] errc why_no_head() const;
    [[nodiscard]] static forward_result refused(errc code);

    upstream_pool& pool_;
    downstream& client_;
    exchange& x_;
    std::shared_ptr<void> owner_;
    const bool& draining_;
    const gateway_settings& settings_;
    body_source body_;
    body_framing framing_;
    bool is_websocket_;

    upstream_lease up_;
    std::shared_ptr<upload> upload_;
    std::size_t head_size_ = 0;
    bool got_bytes_ = false;
    bool reusable_now_ = false;  // nothing came behind the end of the response
    menu_entries entries_;       // of menu_
    std::optional<menu_insertion> menu_;
    std::string menu_piece_;  // of the page, as far as it is not passed on as it came
    rate_floor write_floor_{
        settings_.limits.body_bytes_per_second_min, settings_.limits.idle_timeout};
};

forward_result forwarding::refused(errc code)
{
    forward_result made;
    made.refused = code;
    return made;
}

task<forward_result> forwarding::run()
{
    const auto piece = body_.take(client_.in);
    if (!piece) co_return refused(errc::malformed_chunk);
    const auto most = settings_.limits.body_bytes_max;
    if (most > 0 && body_.payload_bytes() > most) co_return refused(errc::body_too_large);

    // Only what can be sent again rides on a connection that may close under it.
    const bool repeatable = body_.is_done() && x_.request.is_idempotent() && !is_websocket_;
    x_.upstream_began = steady_clock::now();
    const auto wanted = repeatable ? reuse::allowed : reuse::refused;
    auto failure = co_await ask(*piece, wanted);
    const bool closed_under_us =
        failure == errc::upstream_closed && repeatable && up_ && up_->is_reused && !got_bytes_;
    if (closed_under_us) {
        pool_.give_back(std::move(up_), false);
        failure = co_await ask(*piece, reuse::refused);
    }
    if (failure) {
        co_await stop_upload();
        if (up_) pool_.give_back(std::move(up_), false);
        x_.upstream_ended = steady_clock::now();
        co_return refused(*failure);
    }
    if (!upload_) body_.used(client_.in);
    co_return co_await relay();
}

/// Connects, sends and reads the head of the final response.
task<std::optional<errc>> forwarding::ask(std::string_view first_piece, reuse wanted)
{
    auto lease = co_await pool_.take(wanted, settings_.upstream, x_.client_network);
    if (!lease) co_return static_cast<errc>(lease.error().value());
    up_ = std::move(*lease);
    const auto failure = co_await send(first_piece);
    if (failure) co_return failure;
    co_return co_await read_head();
}

task<std::optional<errc>> forwarding::send(std::string_view first_piece)
{
    const bool whole = body_.is_done();
    if (!whole && x_.request.expects_continue && first_piece.empty()) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        write_pieces pieces;
        pieces[0] = asio::buffer(go_on.data(), go_on.size());
        const auto sent = co_await client_.write(pieces, write_floor_);
        if (sent.ec) co_return errc::downstream_closed;
    }
    // The head in one write: uvicorn refuses large ones that arrive in pieces.
    const chunk_frame frame(first_piece.size(), whole, {});
    write_pieces pieces;
    pieces[0] = asio::buffer(x_.upstream_head);
    pieces[2] = asio::buffer(first_piece.data(), first_piece.size());
    if (framing_ == body_framing::chunked) {
        pieces[1] = asio::buffer(frame.before().data(), frame.before().size());
        pieces[3] = asio::buffer(frame.behind());
    }
    up_->write_limit.arm(settings_.upstream.idle_timeout);
    const auto sent = co_await write_all(up_->socket, pieces);
    up_->write_limit.disarm();
    if (sent.ec && up_->write_limit.has_passed()) co_return errc::upstream_timeout;
    if (!whole && !sent.ec) {
        body_.used(client_.in);
        upload_ =
            std::make_shared<upload>(client_, up_, std::move(body_), framing_, settings_, owner_);
        upload::start(upload_);
    }
    // After a failed write an early answer may still be there to read.
    co_return std::nullopt;
}

task<std::optional<errc>> forwarding::read_head()
{
    const bool to_head = x_.is_head;
    if (!upload_) up_->read_limit.arm(settings_.upstream.first_byte_timeout);
    std::size_t scanned = 0;
    for (unsigned interim = 0; interim <= limits::interim_responses_max;) {
        const auto end = find_head_end(up_->in.view(), scanned);
        if (!end) {
            if (up_->in.size() > limits::response_head_bytes_max)
                co_return errc::upstream_malformed;
            const auto failure = co_await read_more_of_head();
            if (failure) co_return failure;
            continue;
        }
        if (*end > limits::response_head_bytes_max) co_return errc::upstream_malformed;
        head_size_ = *end;
        const auto raw = up_->in.view().substr(0, head_size_);
        const auto bad =
            parse_response_head(raw, limits::response_headers_max, to_head, x_.response);
        if (bad) co_return errc::upstream_malformed;
        const bool switches = x_.response.status == 101;
        const bool as_asked = is_websocket_ && x_.response.switches_to_websocket;
        if (switches && !as_asked) co_return errc::upstream_malformed;
        if (!x_.response.is_interim() || switches) co_return std::nullopt;
        const bool passed_on = co_await pass_on_interim();
        if (!passed_on) co_return errc::downstream_closed;
        up_->in.consume(head_size_);
        scanned = 0;
        ++interim;
    }
    co_return errc::upstream_malformed;
}

task<std::optional<errc>> forwarding::read_more_of_head()
{
    const auto room = up_->in.prepare();
    const auto buffer = asio::buffer(room.data(), room.size());
    const auto [ec, n] = co_await up_->socket.async_read_some(buffer, as_result);
    up_->in.commit(n);
    if (n > 0) got_bytes_ = true;
    if (!ec) co_return std::nullopt;
    co_return why_no_head();
}

/// All of the request has gone to Datasette: what the client sends next is another request.
bool forwarding::is_body_sent() const
{
    return upload_ ? upload_->has_ended() && !upload_->failure() : body_.is_done();
}

errc forwarding::why_no_head() const
{
    if (upload_ && upload_->failure() && *upload_->failure() != errc::upstream_closed) {
        return *upload_->failure();
    }
    if (up_->read_limit.has_passed() || up_->write_limit.has_passed())
        return errc::upstream_timeout;
    return errc::upstream_closed;
}

/// 100 is ours to say; the others are for whoever understands them.
task<bool> forwarding::pass_on_interim()
{
    if (x_.response.status == 100 || x_.client_version == 10) co_return true;
    const downstream_response response{
        x_.response, body_framing::none, x_.client_version, true, false, {}};
    rewrite_response(response, x_.downstream_head);
    co_return co_await write_to_client("", false, body_framing::none, "");
}

task<forward_result> forwarding::relay()
{
    if (x_.response.status == 101) co_return co_await run_tunnel();
    auto to_client = x_.response.framing;
    const bool is_changed = begin_menu();
    const bool unsized = to_client == body_framing::chunked ||
                         to_client == body_framing::until_close ||
                         (is_changed && to_client == body_framing::sized);
    if (unsized) {
        to_client = x_.client_version == 10 ? body_framing::until_close : body_framing::chunked;
    }
    forward_result result;
    result.keep_alive = x_.wants_keep_alive && !draining_ &&
                        to_client != body_framing::until_close && is_body_sent();
    downstream_response response{x_.response,       to_client, x_.client_version,
                                 result.keep_alive, false,     x_.at->hsts};
    response.length_changes = is_changed;
    if (!x_.renewed_session.empty() && may_carry_cookie(x_.response))
        response.set_cookie = x_.renewed_session;
    rewrite_response(response, x_.downstream_head);
    x_.status = x_.response.status;
    const bool reusable = x_.response.keep_alive;

    const bool complete = co_await relay_body(to_client);
    x_.upstream_ended = steady_clock::now();
    const bool uploaded = is_body_sent();
    co_await stop_upload();
    if (!complete && !x_.downstream_head.empty()) {
        // Nothing has gone out yet: the client can still be told.
        result.refused = x_.error;
    } else if (!complete) {
        result.cut_short = true;
        if (client_.write_limit.has_passed()) x_.error = errc::body_timeout;
        if (upload_ && upload_->failure()) x_.error = upload_->failure();
    }
    result.keep_alive = result.keep_alive && complete && uploaded;
    pool_.give_back(std::move(up_), reusable && complete && uploaded && reusable_now_);
    co_return result;
}

/// @return true if the page may get other entries than Datasette gave it, and so another length.
bool forwarding::begin_menu()
{
    if (!may_take_menu(x_.response)) return false;
    entries_ = entries_for(x_);
    if (entries_.empty()) return false;
    if (!x_.is_head) menu_.emplace(entries_);
    return true;
}

/// The piece as it goes on; a view good until the next call. Behind the menu that is the piece
/// itself.
std::string_view forwarding::with_menu(std::string_view payload, bool is_last)
{
    if (!menu_ || menu_->is_over()) return payload;
    menu_piece_.clear();
    for (const auto part : menu_->feed(payload))
        menu_piece_ += part;
    if (is_last) {
        for (const auto part : menu_->finish())
            menu_piece_ += part;
    }
    return menu_piece_;
}

/// @return false if either side failed before the end.
task<bool> forwarding::relay_body(body_framing to_client)
{
    body_source source(x_.response.framing, x_.response.content_length);
    up_->in.consume(head_size_);
    for (;;) {
        const auto payload = source.take(up_->in);
        if (!payload) {
            x_.error = errc::upstream_malformed;
            co_return false;
        }
        const bool last = source.is_done();
        const auto trailers = rewrite_trailers(source.trailers());
        const auto piece = with_menu(*payload, last);
        if (!piece.empty() || last || !x_.downstream_head.empty()) {
            const bool written = co_await write_to_client(piece, last, to_client, trailers);
            if (!written) {
                x_.error = errc::downstream_closed;
                co_return false;
            }
        }
        source.used(up_->in);
        if (last) break;
        if (!up_->in.empty()) continue;
        if (payload->size() == up_->in.capacity()) up_->in.grow(limits::relay_window_bytes);
        up_->read_limit.arm(settings_.upstream.idle_timeout);
        const auto room = up_->in.prepare();
        const auto buffer = asio::buffer(room.data(), room.size());
        const auto [ec, n] = co_await up_->socket.async_read_some(buffer, as_result);
        up_->in.commit(n);
        if (!ec) continue;
        if (ec == asio::error::eof && source.end()) continue;
        x_.error = up_->read_limit.has_passed() ? errc::upstream_timeout : errc::upstream_closed;
        co_return false;
    }
    up_->read_limit.disarm();
    reusable_now_ = up_->in.empty();
    co_return true;
}

/// The head, if it has not gone yet, goes with the first piece.
task<bool> forwarding::write_to_client(
    std::string_view payload, bool is_last, body_framing to_client, std::string_view trailers
)
{
    write_pieces pieces;
    pieces[0] = asio::buffer(x_.downstream_head);
    pieces[2] = asio::buffer(payload.data(), payload.size());
    const chunk_frame frame(payload.size(), is_last, trailers);
    if (to_client == body_framing::chunked) {
        pieces[1] = asio::buffer(frame.before().data(), frame.before().size());
        pieces[3] = asio::buffer(frame.behind());
    }
    const auto sent = co_await client_.write(pieces, write_floor_);
    x_.downstream_head.clear();
    x_.bytes += payload.size();
    co_return !sent.ec;
}

task<forward_result> forwarding::run_tunnel()
{
    const downstream_response response{
        x_.response, body_framing::none, x_.client_version, true, true, {}};
    rewrite_response(response, x_.downstream_head);
    x_.status = 101;
    up_->in.consume(head_size_);
    forward_result result;
    const bool written = co_await write_to_client("", false, body_framing::none, "");
    if (written) x_.bytes += co_await tunnel(client_, up_, owner_, settings_.upstream.idle_timeout);
    x_.upstream_ended = steady_clock::now();
    pool_.give_back(std::move(up_), false);
    co_return result;
}

task<> forwarding::stop_upload()
{
    if (upload_) co_await upload_->stop();
}

}  // namespace

task<forward_result> forward(
    upstream_pool& pool, downstream& client, exchange& x, std::shared_ptr<void> owner,
    const bool& draining
)
{
    forwarding one(pool, client, x, std::move(owner), draining);
    co_return co_await one.run();
}

}  // namespace dsgw
