#include "gateway/upstream/page_fetch.hpp"

#include "gateway/http/body_source.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/net/client_stream.hpp"
#include "gateway/upstream/fetch_steps.hpp"

#include <boost/asio/error.hpp>

#include <cstring>

namespace dsgw {

namespace {

std::string request_for(const fetched_page& wanted)
{
    std::string text = "GET ";
    text += wanted.target;
    text += " HTTP/1.1\r\nHost: ";
    text += wanted.host.empty() ? "localhost" : wanted.host;
    text += "\r\nAccept: ";
    text += wanted.accept;
    text += "\r\nX-Forwarded-Proto: ";
    text += wanted.scheme;
    if (!wanted.authorization.empty()) text += "\r\nAuthorization: " + wanted.authorization;
    if (!wanted.actor_cookie.empty()) text += "\r\nCookie: " + wanted.actor_cookie;
    text += "\r\n\r\n";
    return text;
}

task<bool> read_page_body(upstream_connection& up, const response_head& head, std::string& html)
{
    body_source source(head.framing, head.content_length);
    for (;;) {
        const auto payload = source.take(up.in);
        if (!payload || html.size() + payload->size() > limits::shell_page_bytes_max)
            co_return false;
        html += *payload;
        source.used(up.in);
        if (source.is_done()) co_return true;
        const auto failure = co_await read_more(up);
        if (failure == asio::error::eof && source.end()) co_return true;
        if (failure) co_return false;
    }
}

/// @param head  views into the connection's buffer.
task<bool> ask(upstream_connection& up, const std::string& request, response_head& head)
{
    write_pieces pieces;
    pieces[0] = asio::buffer(request);
    const auto sent = co_await write_all(up.socket, pieces);
    if (sent.ec) co_return false;
    const bool answers = co_await read_response_head(up, head);
    co_return answers;
}

/// The exchange on a connection while its time limit runs.
using conversation =
    task<bool> (*)(upstream_connection& up, const std::string& request, fetched_answer& into);

task<bool> read_status(upstream_connection& up, const std::string& request, fetched_answer& into)
{
    response_head head;
    const bool answers = co_await ask(up, request, head);
    if (answers) into.status = head.status;
    co_return answers;
}

task<bool> read_page(upstream_connection& up, const std::string& request, fetched_answer& into)
{
    response_head head;
    const bool answers = co_await ask(up, request, head);
    if (!answers || head.status != 200) co_return false;
    const bool whole = co_await read_page_body(up, head, into.body);
    co_return whole;
}

task<bool> read_any(upstream_connection& up, const std::string& request, fetched_answer& into)
{
    response_head head;
    const bool answers = co_await ask(up, request, head);
    if (!answers) co_return false;
    into.status = head.status;
    const bool whole = co_await read_page_body(up, head, into.body);
    co_return whole;
}

void wipe(std::string& text) { explicit_bzero(text.data(), text.size()); }

task<std::optional<fetched_answer>> converse(
    upstream_pool& pool, upstream_settings settings, fetched_page wanted, conversation run
)
{
    settings.connect_timeout = wanted.time;
    const upstream_client client{wanted.client, !wanted.actor_cookie.empty()};
    auto lease = co_await pool.take(reuse::refused, settings, client);
    if (!lease) co_return std::nullopt;
    auto up = std::move(*lease);
    auto request = request_for(wanted);
    wipe(wanted.authorization);
    fetched_answer got;
    up->read_limit.arm(wanted.time);
    auto running = run(*up, request, got);
    const bool whole = co_await std::move(running);
    up->read_limit.disarm();
    wipe(request);
    pool.give_back(std::move(up), false);
    if (!whole) co_return std::nullopt;
    co_return got;
}

}  // namespace

task<std::optional<std::string>> fetch_page(
    upstream_pool& pool, upstream_settings settings, fetched_page wanted
)
{
    auto got = co_await converse(pool, settings, std::move(wanted), read_page);
    if (!got) co_return std::nullopt;
    co_return std::move(got->body);
}

task<std::optional<fetched_answer>> fetch_answer(
    upstream_pool& pool, upstream_settings settings, fetched_page wanted
)
{
    auto got = co_await converse(pool, settings, std::move(wanted), read_any);
    co_return got;
}

task<std::optional<unsigned>> fetch_status(
    upstream_pool& pool, upstream_settings settings, fetched_page wanted
)
{
    const auto got = co_await converse(pool, settings, std::move(wanted), read_status);
    if (!got) co_return std::nullopt;
    co_return got->status;
}

}  // namespace dsgw
