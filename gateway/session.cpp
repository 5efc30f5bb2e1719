#include "gateway/session.hpp"

#include "gateway/form_reading.hpp"
#include "gateway/forward.hpp"
#include "gateway/http/body_source.hpp"
#include "gateway/http/cookie_header.hpp"
#include "gateway/http/cross_origin.hpp"
#include "gateway/http/header_rewrite.hpp"
#include "gateway/limits.hpp"
#include "gateway/pages/own_page.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/pages/session_cookie.hpp"
#include "gateway/pages/wall.hpp"
#include "gateway/rate_floor.hpp"

#include <spdlog/spdlog.h>

namespace dsgw {

namespace {

std::string_view name_of(auth::refusal why)
{
    switch (why) {
        case auth::refusal::no_credentials:
            return "no_credentials";
        case auth::refusal::malformed_credentials:
            return "malformed_credentials";
        case auth::refusal::wrong_credentials:
            return "wrong_credentials";
        case auth::refusal::overloaded:
            return "kdf_queue_full";
        case auth::refusal::throttled:
            return "too_many_tries";
    }
    return "refused";
}

}  // namespace

session::session(worker& home, wire_socket socket, ssl_context_ptr tls, std::string address)
    : home_(home),
      client_(std::move(socket), std::move(tls), std::move(address), home.buffers, home.clock)
{
    home_.session_began(*this);
}

session::~session() { home_.session_ended(*this, client_.address); }

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
    if (is_idle_) client_.stream.cancel();
}

task<> session::run_requests()
{
    auto next = after::keep_alive;
    while (next == after::keep_alive && !home_.is_draining()) {
        const bool more = co_await wait_for_request();
        if (!more) co_return;
        auto x = home_.take_exchange();
        x->reset(home_.current_site());
        try {
            next = co_await serve(*x);
        } catch (const std::exception& e) {
            spdlog::error("a request ended unexpectedly: {}", e.what());
            x->error = errc::internal;
            next = after::cut;
        }
        log(*x);
        home_.give_back(std::move(x));
    }
    if (next == after::cut) client_.stream.reset();
    if (next == after::linger_close) co_await client_.linger();
    if (next != after::cut) client_.stream.shutdown_send();
    client_.stream.close();
}

/// Between requests a connection holds no buffer.
task<bool> session::wait_for_request()
{
    if (!client_.in.empty()) co_return true;
    client_.in.release_if_empty();
    is_idle_ = true;
    client_.read_limit.arm(home_.current_site()->settings().limits.idle_timeout);
    const auto waited = co_await client_.stream.wait_readable();
    client_.read_limit.disarm();
    is_idle_ = false;
    co_return !waited.ec && !home_.is_draining();
}

/// Steps 2 to 8; every early return has answered.
task<session::after> session::serve(exchange& x)
{
    std::size_t head_size = 0;
    const auto unread = co_await read_head(head_size);
    if (unread) co_return co_await refuse(x, static_cast<errc>(unread.value()));

    const auto& limits = x.at->settings().limits;
    request_head_limits head_limits;
    head_limits.headers_max = limits.headers_max > 0 ? limits.headers_max : SIZE_MAX;
    head_limits.target_bytes_max = limits.target_bytes_max > 0 ? limits.target_bytes_max : SIZE_MAX;
    const auto raw = client_.in.view().substr(0, head_size);
    const auto malformed = parse_request_head(raw, head_limits, x.request);  // 2
    note_request(x);
    client_.in.consume(head_size);
    if (malformed) co_return co_await refuse(x, static_cast<errc>(malformed.value()));
    co_return co_await handle(x);
}

/// One deadline for the whole head, however many pieces it comes in.
task<error_code> session::read_head(std::size_t& size)
{
    const auto& settings = home_.current_site()->settings().limits;
    const auto bytes_max = settings.head_bytes_max > 0 ? settings.head_bytes_max : SIZE_MAX;
    std::size_t scanned = 0;
    bool may_skip_line = true;
    client_.read_limit.arm(settings.head_timeout);
    for (;;) {
        // One empty line before a request is forgiven. @source RFC 9112 section 2.2.
        if (may_skip_line && client_.in.view().substr(0, 2) == "\r\n") {
            client_.in.consume(2);
            scanned = 0;
            may_skip_line = false;
        }
        const auto end = find_head_end(client_.in.view(), scanned);
        if (end && *end <= bytes_max) {
            size = *end;
            client_.read_limit.disarm();
            co_return error_code();
        }
        if (end || client_.in.size() > bytes_max) {
            client_.read_limit.disarm();
            const auto seen = client_.in.view().substr(0, bytes_max);
            const bool in_target = seen.find('\n') == std::string_view::npos;
            co_return make_error_code(in_target ? errc::target_too_long : errc::head_too_large);
        }
        const auto got = co_await client_.read_more();
        if (!got.ec) continue;
        const bool late = client_.read_limit.has_passed();
        client_.read_limit.disarm();
        co_return make_error_code(late ? errc::head_timeout : errc::downstream_closed);
    }
}

/// The way of a request, once its head has one meaning.
task<session::after> session::handle(exchange& x)
{
    const auto no = check_request(x);
    if (no) co_return co_await refuse(x, static_cast<errc>(no.value()));

    x.where = find_route(x.request.target, x.at->configured().base_url);
    if (x.where.kind == route_kind::auth_token && home_.shared.root != nullptr) {
        // The token is a credential of its own: it opens the wall for who holds it.
        co_return co_await answer_page(x);
    }
    const auto who = co_await authenticate(x);  // 3
    if (const auto* why = std::get_if<auth::refusal>(&who)) {
        if (*why != auth::refusal::no_credentials || !is_open(x))
            co_return co_await refuse(x, *why);
    } else {
        x.who = std::get<auth::identity>(who);
    }
    if (x.who) x.actor = x.who->who().id();
    if (!passes_cross_origin_check(x.request, x.origin.scheme)) {  // 4
        co_return co_await refuse(x, errc::cross_origin);
    }
    if (x.where.kind == route_kind::nobody) co_return co_await refuse(x, errc::not_found);  // 5
    if (is_own_page(x.where.kind)) co_return co_await answer_page(x);
    co_return co_await forward_upstream(x);  // 6, 7, 8
}

/// A page of the gateway's own.
task<session::after> session::answer_page(exchange& x)
{
    page_visit visit{x, home_.shared, home_.upstreams, copy_page_request(x.request)};
    const auto form_max = form_bytes_max(x);
    if (x.request.verb == boost::beast::http::verb::post && form_max > 0) {
        auto form = co_await read_form(client_, x, form_max);
        if (!form) co_return co_await refuse(x, static_cast<errc>(form.error().value()));
        visit.request.form = std::move(*form);
    }
    auto answering = answer_own_page(visit);
    auto made = co_await std::move(answering);
    if (made.status == 429) x.error = errc::too_many_tries;
    co_return co_await answer(x, std::move(made), true);
}

/// What can be refused before anybody's password is looked at.
error_code session::check_request(const exchange& x)
{
    const auto most = x.at->settings().limits.body_bytes_max;
    if (most > 0 && x.request.content_length > most) return errc::body_too_large;
    return {};
}

task<auth::authenticator::settled> session::authenticate(exchange& x)
{
    auth::presented_credentials presented;
    presented.authorization = x.request.authorization;
    presented.actor_cookie = find_actor_cookie(x.request.fields);
    presented.network = x.client_network;
    auto answer = x.at->authenticator.authenticate(presented, x.began, auth::unix_now());
    if (auto* pending = std::get_if<auth::pending_check>(&answer)) {
        const auto digest = pending->job.digest;
        auto checking = check_guess(home_.shared.passwords, *pending, x.client_network);
        const auto guess = co_await std::move(checking);
        x.retry_after = guess.retry_after;
        audit_guess(guess, x.client, pending->user);
        if (guess.retry_after) co_return auth::refusal::throttled;
        const auto now = steady_clock::now();
        co_return x.at->authenticator.settle(digest, pending->known, guess.checked, now);
    }
    if (const auto* why = std::get_if<auth::refusal>(&answer)) co_return *why;
    co_return std::get<auth::identity>(std::move(answer));
}

task<session::after> session::forward_upstream(exchange& x)
{
    const bool checked = !x.request.is_safe();
    const auto cookie = x.who ? x.who->upstream_cookie(auth::unix_now()) : std::string_view{};
    const upstream_request request{
        x.request,
        x.where.upstream_target,
        x.origin,
        cookie,
        checked ? &x.at->csrf : nullptr,
        x.request.has_bearer_token() && !x.at->configured().http_basic_auth};
    rewrite_request(request, x.upstream_head);  // 6

    x.renewed_session = renew_session(x);
    x.body_forwarded = x.request.has_body();
    auto passing = forward(  // 7, 8
        home_.upstreams, client_, x, shared_from_this(), home_.is_draining()
    );
    const auto result = co_await std::move(passing);
    if (result.refused) co_return co_await refuse(x, *result.refused);
    if (result.cut_short) co_return after::cut;
    if (result.keep_alive) co_return after::keep_alive;
    co_return after::linger_close;
}

task<session::after> session::refuse(exchange& x, errc code)
{
    x.error = code;
    if (code == errc::downstream_closed) co_return after::cut;
    auto made = make_error_reply(code, x.reader);
    if (x.retry_after) {
        made.headers.emplace_back("Retry-After", std::to_string(x.retry_after->count()));
    }
    co_return co_await answer(x, std::move(made), !closes_connection(code));
}

task<session::after> session::refuse(exchange& x, auth::refusal why)
{
    if (why == auth::refusal::overloaded) co_return co_await refuse(x, errc::kdf_queue_full);
    if (why == auth::refusal::throttled) co_return co_await refuse(x, errc::too_many_tries);
    x.error = errc::credentials_required;
    spdlog::debug("{} refused: {}", x.client, name_of(why));
    auto made = make_wall_reply(x, why);
    co_return co_await answer(x, std::move(made), true);
}

/// Sends an answer of ours. A request body that has not come yet is not waited for.
task<session::after> session::answer(exchange& x, reply made, bool may_keep_alive)
{
    body_source body(x.request.framing, x.request.content_length);
    bool body_is_here = x.body_read || (may_keep_alive && !x.body_forwarded);
    if (body_is_here && !x.body_read) {
        const auto unused = body.take(client_.in);
        body.used(client_.in);
        body_is_here = unused.has_value() && body.is_done();
    }
    reply_frame frame;
    frame.client_version = x.client_version;
    frame.keep_alive = may_keep_alive && body_is_here && x.wants_keep_alive && !home_.is_draining();
    frame.without_body = x.is_head;
    frame.hsts = x.at->hsts;
    x.status = made.status;
    x.bytes = x.is_head ? 0 : made.body.size();
    const auto bytes = serialize(made, frame);
    write_pieces pieces;
    pieces[0] = asio::buffer(bytes);
    const auto& limits = x.at->settings().limits;
    rate_floor floor(limits.body_bytes_per_second_min, limits.idle_timeout);
    const auto sent = co_await client_.write(pieces, floor);
    if (sent.ec) co_return after::cut;
    co_return frame.keep_alive ? after::keep_alive : after::linger_close;
}

/// Copies what is needed when the views into the read buffer are gone.
void session::note_request(exchange& x)
{
    ++requests_;
    x.method = x.request.method;
    x.target = redact_target(x.request.target);
    x.client_version = x.request.version;
    x.is_head = x.request.verb == boost::beast::http::verb::head;
    x.reader = find_audience(x.request);
    const auto& settings = x.at->settings();
    const auto most = settings.limits.requests_per_connection_max;
    x.wants_keep_alive = x.request.keep_alive && (most == 0 || requests_ < most);
    const peer from{client_.address, client_.stream.is_tls()};
    x.origin = find_client_origin(x.request.fields, x.request.host, from, settings.trusted_proxies);
    x.client = x.origin.address;
    x.client_network = network_of(x.client);
}

void session::log(const exchange& x)
{
    const auto format = x.at->settings().access_log;
    if (format == access_log_format::off) return;
    // A connection that was closed before it said anything was no request.
    if (x.error == errc::downstream_closed && x.method.empty()) return;
    const auto microseconds = [](steady_clock::duration time) {
        return std::chrono::duration_cast<std::chrono::microseconds>(time);
    };
    access_entry entry{};
    entry.at = std::chrono::system_clock::now();
    entry.client = x.client.empty() ? std::string_view(client_.address) : x.client;
    entry.actor = x.actor;
    entry.method = x.method.empty() ? std::string_view("-") : x.method;
    entry.target = x.target.empty() ? std::string_view("-") : x.target;
    entry.status = x.status;
    entry.bytes = x.bytes;
    entry.duration = microseconds(steady_clock::now() - x.began);
    if (x.upstream_began) entry.upstream = microseconds(x.upstream_ended - *x.upstream_began);
    if (x.error) {
        entry.error = dsgw::name_of(*x.error);
        entry.side = dsgw::name_of(side_of(*x.error));
    }
    home_.log.write(entry, format);
}

}  // namespace dsgw
