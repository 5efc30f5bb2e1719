#include "gateway/serve/session.hpp"

#include "gateway/http/body_source.hpp"
#include "gateway/http/cors_preflight.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/net/rate_floor.hpp"
#include "gateway/pages/own_page.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/request/challenge.hpp"
#include "gateway/request/form_reading.hpp"
#include "gateway/request/rewrite.hpp"
#include "gateway/request/session_cookie.hpp"
#include "gateway/upstream/forward.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace dsgw {

namespace {

/// The reason for a request that has lost its access while it waited. A program with a password is
/// challenged to send another.
auth::refusal why_lost(const auth::identity& before)
{
    const bool by_password = before && before->how() == auth::proof::basic;
    return by_password ? auth::refusal::wrong : auth::refusal::expired;
}

}  // namespace

session::session(thread_parts& thread, wire_socket socket, ssl_context_ptr tls, std::string address)
    : worker_(thread),
      client_(std::move(socket), std::move(tls), std::move(address), thread.buffers, thread.clock)
{
    client_.stream.count_in(worker_.counts.traffic);
    worker_.session_began(*this);
}

session::~session() { worker_.session_ended(*this, client_.address); }

task<> session::run(std::shared_ptr<session> self)
{
    if (self->client_.stream.is_tls()) {
        self->client_.read_limit.arm(limits::tls_handshake_time);
        const auto shaken = co_await self->client_.stream.handshake();
        self->client_.read_limit.disarm();
        if (shaken.ec) co_return;
    }
    co_await self->run_requests();
}

void session::drain()
{
    if (!is_idle_) return;
    if (worker_.services.shutdown_grace.count() > 0) {
        client_.read_limit.arm(worker_.services.shutdown_grace);
    } else {
        client_.stream.cancel();
    }
}

task<> session::run_requests()
{
    auto next = connection_fate::keep;
    while (next == connection_fate::keep) {
        if (client_.in.empty() && !client_.stream.has_pending()) {
            if (!begin_idle()) break;
            const auto [ec] = co_await client_.stream.wait_readable();
            end_idle();
            if (ec) co_return;
        }
        head_search head;
        if (!find_head(head)) co_await read_head(head);
        auto ex = worker_.take_exchange();
        ex->reset(worker_.current_config(), head.began);
        worker_.ids.append_next(ex->request_id);
        try {
            next = co_await serve(*ex, head);
        } catch (const std::exception& e) {
            spdlog::error("a request ended unexpectedly: {}", e.what());
            ex->error = errc::internal;
            next = connection_fate::cut;
        }
        log(*ex);
        worker_.give_back(std::move(ex));
    }
    if (next == connection_fate::cut) client_.stream.reset();
    if (next == connection_fate::linger) co_await client_.linger();
    if (next != connection_fate::cut) client_.stream.shutdown_send();
    client_.stream.close();
}

/// An idle connection holds no buffer.
/// @return false if its time is up.
bool session::begin_idle()
{
    client_.in.release_if_empty();
    const bool is_last_chance = worker_.is_draining();
    if (is_last_chance && worker_.services.shutdown_grace.count() == 0) return false;
    is_idle_ = true;
    const auto usual = worker_.current_config()->settings().limits.idle_timeout;
    client_.read_limit.arm(is_last_chance ? worker_.services.shutdown_grace : usual);
    return true;
}

void session::end_idle()
{
    client_.read_limit.disarm();
    is_idle_ = false;
}

/// Steps 2 to 8: every path ends in a response.
/// @param found  the head, or the reason why there is none.
task<connection_fate> session::serve(exchange& ex, const head_search& found)
{
    if (found.problem) return answer(ex, decided::refuse{*found.problem});
    ++requests_;
    auto made = decide(ex, client_.in.view().substr(0, found.size), facts());  // 2-5
    client_.in.consume(found.size);
    return carry_out(ex, std::move(made));
}

decision_facts session::facts() const
{
    return {
        {client_.address, client_.stream.is_tls()},
        requests_,
        worker_.services.tokens->generation(),
        worker_.services.root != nullptr};
}

/// One decision, one response.
task<connection_fate> session::carry_out(exchange& ex, decision made)
{
    return std::visit([&](auto& each) { return answer(ex, std::move(each)); }, made);
}

/// Searches the available bytes, and reads those that can be read at once.
/// @return false if more bytes must arrive first.
bool session::find_head(head_search& search)
{
    const auto& settings = worker_.current_config()->settings().limits;
    const auto bytes_max = settings.head_bytes_max > 0 ? settings.head_bytes_max : SIZE_MAX;
    // Bytes from the previous read are searched first.
    auto& in = client_.in;
    if (in.empty() && client_.read_now().ec) return false;  // read_head() meets the error again
    // One empty line before a request is forgiven. @source RFC 9112 section 2.2.
    if (search.may_skip_line && in.view().substr(0, 2) == "\r\n") {
        in.consume(2);
        search.scanned = 0;
        search.may_skip_line = false;
    }
    const auto end = find_head_end(in.view(), search.scanned);
    if (end && *end <= bytes_max) {
        search.size = *end;
        return true;
    }
    if (!end && in.size() <= bytes_max) return false;
    const bool in_target = in.view().substr(0, bytes_max).find('\n') == std::string_view::npos;
    search.problem = in_target ? errc::target_too_long : errc::head_too_large;
    return true;
}

/// One deadline for the whole head, however many pieces it arrives in.
task<> session::read_head(head_search& search)
{
    client_.read_limit.arm(worker_.current_config()->settings().limits.head_timeout);
    bool is_found = false;
    while (!is_found) {
        const auto got = co_await client_.read_more();
        if (got.ec) {
            const bool late = client_.read_limit.has_passed();
            search.problem = late ? errc::head_timeout : errc::downstream_closed;
        }
        is_found = got.ec || find_head(search);
    }
    client_.read_limit.disarm();
}

task<connection_fate> session::answer(exchange& ex, decided::refuse refused)
{
    ex.error = refused.code;
    if (refused.code == errc::downstream_closed) {
        // There was no upstream request: an earlier response may still be on its way.
        co_return ex.method.empty() ? connection_fate::close : connection_fate::cut;
    }
    auto made = make_error_reply(refused.code, ex.format, ex.request_id);
    if (ex.retry_after) {
        made.headers.emplace_back("Retry-After", std::to_string(ex.retry_after->count()));
    }
    if (ex.route.kind == route_kind::upstream) add_cors_headers(made, ex.config->cors);
    co_return co_await send(ex, std::move(made), row_of(refused.code).connection);
}

task<connection_fate> session::answer(exchange& ex, decided::challenge challenge)
{
    ex.error = errc::credentials_required;
    ex.refusal = challenge.why;
    auto made = make_challenge_reply(ex, challenge.why);
    if (ex.route.kind == route_kind::upstream && made.status == 401)
        add_cors_headers(made, ex.config->cors);
    co_return co_await send(ex, std::move(made), connection_fate::keep);
}

task<connection_fate> session::answer(exchange& ex, decided::preflight)
{
    return send(ex, make_preflight_reply(), connection_fate::keep);
}

task<connection_fate> session::answer(exchange& ex, decided::own_page)
{
    page_visit visit{
        ex, worker_.services_for_pages(), worker_.current_config(), copy_page_request(ex.request)};
    ex.drop_views();
    const auto form_max = form_bytes_max(ex);
    if (ex.request.verb == boost::beast::http::verb::post && form_max > 0) {
        auto form = co_await read_form(client_, ex, form_max);
        decision lost;
        if (!form) {
            lost = decided::refuse{form.error()};
            co_return co_await carry_out(ex, std::move(lost));
        }
        visit.request.form = std::move(*form);
        const auto before = ex.identity;
        if (!follow_reload(ex, worker_.current_config())) {
            lost = decided::challenge{why_lost(before)};
            co_return co_await carry_out(ex, std::move(lost));
        }
    }
    auto answering = answer_own_page(visit);
    auto made = co_await std::move(answering);
    if (made.status == 429) ex.error = errc::too_many_tries;
    co_return co_await send(ex, std::move(made), connection_fate::keep);
}

task<connection_fate> session::answer(exchange& ex, decided::forward passed)
{
    rewrite_request(passed.cleared, ex);  // 6
    ex.renewed_session = renew_session(ex);
    ex.body_forwarded = ex.request.has_body();
    auto passing = forward(  // 7, 8
        passed.cleared, worker_.upstreams, client_, ex, shared_from_this(), worker_.is_draining(),
        *this
    );
    const auto fate = co_await std::move(passing);
    if (fate) co_return *fate;
    decision lost = decided::refuse{fate.error()};
    if (fate == errc::credentials_required) lost = decided::challenge{why_lost(ex.identity)};
    co_return co_await carry_out(ex, std::move(lost));
}

/// Sends a response of the gateway. Does not wait for the rest of a request body.
/// @param wanted  keep, unless the connection cannot carry another request.
task<connection_fate> session::send(exchange& ex, reply made, connection_fate wanted)
{
    const bool may_keep = wanted == connection_fate::keep;
    body_source body(ex.request.framing, ex.request.content_length);
    bool body_is_here = ex.body_read || (may_keep && !ex.body_forwarded);
    if (body_is_here && !ex.body_read) {
        const auto unused = body.take(client_.in);
        body.used(client_.in);
        body_is_here = unused.has_value() && body.is_done();
    }
    reply_frame frame;
    frame.client_version = ex.client_version;
    frame.keep_alive = may_keep && body_is_here && ex.wants_keep_alive && !worker_.is_draining();
    frame.without_body = ex.is_head;
    frame.hsts = ex.config->hsts;
    frame.request_id = ex.request_id;
    ex.status = made.status;
    ex.bytes = ex.is_head ? 0 : made.body.size();
    const auto bytes = serialize(made, frame);
    write_pieces pieces;
    pieces[0] = asio::buffer(bytes);
    const auto& limits = ex.config->settings().limits;
    rate_floor floor(limits.body_bytes_per_second_min, limits.idle_timeout);
    const auto sent = co_await client_.write(pieces, floor);
    if (sent.ec) co_return connection_fate::cut;
    co_return frame.keep_alive ? connection_fate::keep : connection_fate::linger;
}

}  // namespace dsgw
