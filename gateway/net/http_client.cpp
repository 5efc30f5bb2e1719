#include "gateway/net/http_client.hpp"

#include "gateway/http/body_source.hpp"
#include "gateway/http/response_head.hpp"
#include "gateway/net/client_stream.hpp"

#include <boost/asio/error.hpp>

#include <sys/un.h>

#include <cstring>
#include <utility>

namespace dsgw {

namespace {

std::chrono::milliseconds cancel_connection(void* target)
{
    boost::system::error_code ignored;
    static_cast<http_connection*>(target)->socket.cancel(ignored);
    return {};
}

void wipe(std::string& text) { explicit_bzero(text.data(), text.size()); }

std::string text_of(const fetch_request& wanted)
{
    std::string text;
    // One allocation, so that wipe() erases the only copy of the credentials.
    constexpr std::size_t names_and_line_ends = 256;
    text.reserve(
        names_and_line_ends + wanted.target.size() + wanted.host.size() + wanted.accept.size() +
        wanted.scheme.size() + wanted.authorization.size() + wanted.cookie.size()
    );
    text.append("GET ").append(wanted.target).append(" HTTP/1.1\r\n");
    const auto add = [&text](std::string_view name, std::string_view value) {
        if (!value.empty()) text.append(name).append(": ").append(value).append("\r\n");
    };
    add("Host", wanted.host.empty() ? "localhost" : wanted.host);
    add("Accept", wanted.accept);
    add("X-Forwarded-Proto", wanted.scheme);
    add("Authorization", wanted.authorization);
    add("Cookie", wanted.cookie);
    add("Connection", "close");
    text += "\r\n";
    return text;
}

task<error_code> read_more(http_connection& from)
{
    const auto room = from.in.prepare();
    const auto buffer = asio::buffer(room.data(), room.size());
    const auto [ec, n] = co_await from.socket.async_read_some(buffer, as_result);
    from.in.commit(n);
    co_return ec;
}

/// Reads the head of the final response and skips interim ones; the body follows in `from.in`.
/// @param head  its views are valid until the next read.
/// @return false if there is no response.
task<bool> read_head(http_connection& from, response_head& head)
{
    std::size_t scanned = 0;
    for (unsigned interim = 0; interim <= limits::interim_responses_max;) {
        if (const auto end = find_head_end(from.in.view(), scanned)) {
            if (*end > limits::response_head_bytes_max) co_return false;
            const auto raw = from.in.view().substr(0, *end);
            const auto parsed = parse_response_head(raw, limits::response_headers_max, false, head);
            if (!parsed) co_return false;
            from.in.consume(*end);
            if (!head.is_interim()) co_return true;
            scanned = 0;
            ++interim;
            continue;
        }
        if (from.in.size() > limits::response_head_bytes_max) co_return false;
        const auto failure = co_await read_more(from);
        if (failure) co_return false;
    }
    co_return false;
}

using body_sink = std::function<bool(std::string_view)>;

/// @return false if the body is incomplete, or `on_body` wants no more.
task<bool> read_body(
    http_connection& from, body_framing framing, std::uint64_t length, const body_sink& on_body
)
{
    body_source source(framing, length);
    for (;;) {
        const auto payload = source.take(from.in);
        if (!payload || !on_body(*payload)) co_return false;
        source.used(from.in);
        if (source.is_done()) co_return true;
        const auto failure = co_await read_more(from);
        if (failure == asio::error::eof && source.end()) co_return true;
        if (failure) co_return false;
    }
}

bool wants_body(body_wanted wanted, unsigned status)
{
    return wanted == body_wanted::always || (wanted == body_wanted::of_status_200 && status == 200);
}

/// The exchange on a connection while its time limit runs.
/// @return false if the response is malformed or incomplete.
task<bool> converse(
    http_connection& with, const std::string& request, const fetch_request& wanted,
    fetch_response& got
)
{
    write_pieces pieces;
    pieces[0] = asio::buffer(request);
    const auto sent = co_await write_all(with.socket, pieces);
    if (sent.ec) co_return false;
    response_head head;
    const bool answers = co_await read_head(with, head);
    if (!answers) co_return false;
    got.status = head.status;
    if (!wants_body(wanted.body, got.status)) co_return true;
    const body_sink keep = [&got](std::string_view payload) {
        if (got.body.size() + payload.size() > limits::fetched_body_bytes_max) return false;
        got.body += payload;
        return true;
    };
    const auto& sink = wanted.on_body ? wanted.on_body : keep;
    const bool is_whole = co_await read_body(with, head.framing, head.content_length, sink);
    co_return is_whole;
}

}  // namespace

http_connection::http_connection(
    asio::io_context& context, buffer_pool& buffers, deadline_clock& clock
)
    : socket(context.get_executor()),
      in(buffers),
      read_limit(clock, cancel_connection, this),
      write_limit(clock, cancel_connection, this)
{}

error_code http_connection::read_now()
{
    error_code ec;
    const auto room = in.prepare();
    in.commit(socket.read_some(asio::buffer(room.data(), room.size()), ec));
    return ec;
}

task<error_code> http_connection::connect_unix(const std::string& path)
{
    if (path.size() >= sizeof(sockaddr_un::sun_path)) co_return asio::error::name_too_long;
    const asio::local::stream_protocol::endpoint at(path);
    const stream_protocol::endpoint to(at);
    const auto [ec] = co_await socket.async_connect(to, as_result);
    co_return ec;
}

task<std::optional<fetch_response>> fetch(http_connection& to, fetch_request wanted)
{
    auto request = text_of(wanted);
    wipe(wanted.authorization);
    fetch_response got;
    to.read_limit.arm(wanted.time);
    const bool is_whole = co_await converse(to, request, wanted, got);
    to.read_limit.disarm();
    wipe(request);
    if (!is_whole) co_return std::nullopt;
    co_return got;
}

task<std::optional<fetch_response>> fetch_from_socket(
    asio::io_context& context, std::string path, fetch_request wanted
)
{
    buffer_pool buffers;
    deadline_clock clock(context);
    http_connection made(context, buffers, clock);
    made.read_limit.arm(wanted.time);
    error_code ec = co_await made.connect_unix(path);
    made.read_limit.disarm();
    if (!ec) made.socket.non_blocking(true, ec);
    if (ec) co_return std::nullopt;
    co_return co_await fetch(made, std::move(wanted));
}

}  // namespace dsgw
