#include "gateway/serve/session.hpp"

#include "gateway/http/body_source.hpp"
#include "gateway/http/cookie_header.hpp"
#include "gateway/http/cors_preflight.hpp"
#include "gateway/http/cross_origin.hpp"
#include "gateway/http/header_rewrite.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/http/passed_headers.hpp"
#include "gateway/net/rate_floor.hpp"
#include "gateway/pages/own_page.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/request/challenge.hpp"
#include "gateway/request/form_reading.hpp"
#include "gateway/request/menu.hpp"
#include "gateway/request/session_cookie.hpp"
#include "gateway/upstream/check_token.hpp"
#include "gateway/upstream/forward.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace dsgw {

session::session(worker& home, wire_socket socket, ssl_context_ptr tls, std::string address)
    : worker_(home),
      client_(std::move(socket), std::move(tls), std::move(address), home.buffers, home.clock)
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
    auto next = after::keep_alive;
    while (next == after::keep_alive) {
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
            next = after::cut;
        }
        log(*ex);
        worker_.give_back(std::move(ex));
    }
    if (next == after::cut) client_.stream.reset();
    if (next == after::linger_close) co_await client_.linger();
    if (next != after::cut) client_.stream.shutdown_send();
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
task<session::after> session::serve(exchange& ex, const head_search& found)
{
    if (found.problem) return refuse(ex, *found.problem);

    const auto& limits = ex.config->settings().limits;
    request_head_limits head_limits;
    head_limits.headers_max = limits.headers_max > 0 ? limits.headers_max : SIZE_MAX;
    head_limits.target_bytes_max = limits.target_bytes_max > 0 ? limits.target_bytes_max : SIZE_MAX;
    const auto raw = client_.in.view().substr(0, found.size);
    const auto parsed = parse_request_head(raw, head_limits, ex.request);  // 2
    note_request(ex);
    client_.in.consume(found.size);
    if (!parsed) return refuse(ex, parsed.error());
    if (const auto checked = check_request(ex); !checked) return refuse(ex, checked.error());

    ex.route = find_route(ex.request.target, ex.config->snapshot->base_url);  // 3
    ex.is_public = is_public(ex);
    if (ex.route.kind == route_kind::auth_token && worker_.services.root != nullptr) {
        // The token is a credential of its own, so this page needs no other credentials.
        return answer_page(ex);
    }
    auto answer = ask_authenticator(ex);  // 4
    if (auto* pending = std::get_if<auth::pending_check>(&answer)) {
        return check_password(ex, std::move(*pending));
    }
    if (auto* pending = std::get_if<auth::pending_token>(&answer)) {
        return check_bearer_token(ex, std::move(*pending));
    }
    if (const auto* why = std::get_if<auth::refusal>(&answer)) return settle(ex, *why);
    return settle(ex, std::get<auth::identity>(std::move(answer)));
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

/// A page of the gateway's own.
task<session::after> session::answer_page(exchange& ex)
{
    page_visit visit{
        ex, worker_.services_for_pages(), worker_.current_config(), copy_page_request(ex.request)};
    ex.drop_views();
    const auto form_max = form_bytes_max(ex);
    if (ex.request.verb == boost::beast::http::verb::post && form_max > 0) {
        auto form = co_await read_form(client_, ex, form_max);
        if (!form) co_return co_await refuse(ex, form.error());
        visit.request.form = std::move(*form);
        if (!follow_reload(ex)) {
            ex.error = errc::credentials_required;
            auto challenge = make_challenge(ex.config->settings().realm);
            co_return co_await answer(ex, std::move(challenge), true);
        }
    }
    auto answering = answer_own_page(visit);
    auto made = co_await std::move(answering);
    if (made.status == 429) ex.error = errc::too_many_tries;
    co_return co_await answer(ex, std::move(made), true);
}

/// Checks what needs no password.
result<> session::check_request(const exchange& ex)
{
    const auto most = ex.config->settings().limits.body_bytes_max;
    if (most > 0 && ex.request.content_length > most) return errc::body_too_large;
    return {};
}

/// When it is known who asks.
task<session::after> session::settle(exchange& ex, const auth::authenticator::settled& who)
{
    if (const auto* why = std::get_if<auth::refusal>(&who)) {
        if (*why == auth::refusal::no_credentials && is_allowed_preflight(ex))
            return answer(ex, make_preflight_reply(), true);
        if (*why != auth::refusal::no_credentials || !ex.is_public) return refuse(ex, *why);
    } else {
        ex.identity = std::get<auth::identity>(who);
    }
    if (ex.identity) ex.actor_id = ex.identity->actor().id();
    if (!passes_cross_origin_check(ex.request, ex.origin.scheme)) {  // 5
        return refuse(ex, errc::cross_origin);
    }
    if (ex.route.kind == route_kind::not_found) return refuse(ex, errc::not_found);
    if (is_closed_to_token(ex)) return refuse(ex, errc::token_on_own_page);
    if (is_own_page(ex.route.kind)) return answer_page(ex);
    return forward_upstream(ex);  // 6, 7, 8
}

task<session::after> session::forward_upstream(exchange& ex)
{
    const bool checked = !ex.request.is_safe();
    const auto cookie =
        ex.identity ? ex.identity->upstream_cookie(auth::unix_now()) : std::string_view{};
    const auto bearer = find_bearer_use(ex);
    upstream_request request{
        ex.request,
        ex.route.upstream_target,
        ex.origin,
        cookie,
        checked ? &ex.config->csrf : nullptr,
        bearer == bearer_use::forward,
        ex.request_id,
        &ex.config->passed_headers,
        &dropped_request_headers()};
    if (bearer == bearer_use::replace) request.authorization = invalid_token;
    request.asks_for_identity = may_get_menu(ex);
    rewrite_request(request, ex.upstream_head);  // 6
    ex.forwards_bearer = bearer == bearer_use::forward;
    ex.drop_views();

    ex.renewed_session = renew_session(ex);
    ex.body_forwarded = ex.request.has_body();
    auto passing = forward(  // 7, 8
        worker_.upstreams, client_, ex, shared_from_this(), worker_.is_draining(), *this
    );
    const auto result = co_await std::move(passing);
    if (result.refused == errc::credentials_required)
        co_return co_await refuse(ex, auth::refusal::wrong_credentials);
    if (result.refused) co_return co_await refuse(ex, *result.refused);
    if (result.cut_short) co_return after::cut;
    if (result.keep_alive) co_return after::keep_alive;
    co_return after::linger_close;
}

task<session::after> session::refuse(exchange& ex, errc code)
{
    ex.error = code;
    if (code == errc::downstream_closed) {
        // There was no upstream request: an earlier response may still be on its way.
        co_return ex.method.empty() ? after::close : after::cut;
    }
    auto made = make_error_reply(code, ex.format, ex.request_id);
    if (ex.retry_after) {
        made.headers.emplace_back("Retry-After", std::to_string(ex.retry_after->count()));
    }
    if (ex.route.kind == route_kind::upstream) add_cors_headers(made, ex.config->cors);
    co_return co_await answer(ex, std::move(made), !closes_connection(code));
}

task<session::after> session::refuse(exchange& ex, auth::refusal why)
{
    if (why == auth::refusal::overloaded) co_return co_await refuse(ex, errc::kdf_queue_full);
    if (why == auth::refusal::throttled) co_return co_await refuse(ex, errc::too_many_tries);
    if (why == auth::refusal::unverified) co_return co_await refuse(ex, errc::token_unverified);
    ex.error = errc::credentials_required;
    spdlog::debug("{} refused: {}", ex.client, auth::name_of(why));
    auto made = make_challenge_reply(ex, why);
    if (ex.route.kind == route_kind::upstream && made.status == 401)
        add_cors_headers(made, ex.config->cors);
    co_return co_await answer(ex, std::move(made), true);
}

/// Sends a response of the gateway. Does not wait for the rest of a request body.
task<session::after> session::answer(exchange& ex, reply made, bool may_keep_alive)
{
    body_source body(ex.request.framing, ex.request.content_length);
    bool body_is_here = ex.body_read || (may_keep_alive && !ex.body_forwarded);
    if (body_is_here && !ex.body_read) {
        const auto unused = body.take(client_.in);
        body.used(client_.in);
        body_is_here = unused.has_value() && body.is_done();
    }
    reply_frame frame;
    frame.client_version = ex.client_version;
    frame.keep_alive =
        may_keep_alive && body_is_here && ex.wants_keep_alive && !worker_.is_draining();
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
    if (sent.ec) co_return after::cut;
    co_return frame.keep_alive ? after::keep_alive : after::linger_close;
}

/// Copies what is needed after the views into the read buffer are gone.
void session::note_request(exchange& ex)
{
    ++requests_;
    ex.method = ex.request.method;
    ex.target = redact_target(ex.request.target);
    ex.client_version = ex.request.version;
    ex.is_head = ex.request.verb == boost::beast::http::verb::head;
    ex.format = find_reply_format(ex.request);
    const auto& settings = ex.config->settings();
    const auto most = settings.limits.requests_per_connection_max;
    ex.wants_keep_alive = ex.request.keep_alive && (most == 0 || requests_ < most);
    const peer from{client_.address, client_.stream.is_tls()};
    ex.origin =
        find_client_origin(ex.request.fields, ex.request.host, from, settings.trusted_proxies);
    if (ex.config->snapshot->force_https_urls) ex.origin.scheme = "https";
    if (!ex.origin.request_id.empty()) ex.request_id = ex.origin.request_id;
    ex.client = ex.origin.address;
    ex.client_network = network_of(ex.client);
}

}  // namespace dsgw
