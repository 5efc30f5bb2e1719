#include "gateway/net/local_server.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/net/log_failure.hpp"
#include "gateway/net/sandbox.hpp"
#include "gateway/net/socket_address.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dsgw {

namespace {

constexpr request_head_limits local_head_limits{
    limits::api_headers_max, limits::api_head_bytes_max};

std::chrono::milliseconds cancel_local(void* target)
{
    boost::system::error_code ignored;
    static_cast<wire_socket*>(target)->cancel(ignored);
    return std::chrono::milliseconds(0);
}

}  // namespace

local_server::connection::connection(deadline_clock& clock, wire_socket connected)
    : socket(std::move(connected)), limit(clock, cancel_local, &socket)
{}

local_server::local_server(int listening, std::string_view name)
    : name_(name), family_(bound_address(listening).protocol().family())
{
    acceptor_.assign(stream_protocol(family_, 0), listening);
}

void local_server::start(bool is_confined)
{
    asio::co_spawn(context_.get_executor(), accept_all(), log_failure(name_));
    thread_ = std::thread([this, is_confined] { run(is_confined); });
}

void local_server::run(bool is_confined)
{
    if (is_confined) {
        const auto obstacle = confine_thread();
        if (!obstacle.empty())
            spdlog::debug("sandbox: cannot confine the thread of {}: {}", name_, obstacle);
    }
    context_.run();
}

void local_server::stop()
{
    if (!thread_.joinable()) return;
    asio::post(context_, [this] { begin_stop(); });
    thread_.join();
}

/// The thread ends when no work is left.
void local_server::begin_stop()
{
    stopping_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    for (auto& each : open_) {
        if (each.is_busy)
            each.limit.arm(limits::api_stop_time);
        else
            each.limit.pass_now();
    }
}

task<> local_server::accept_all()
{
    while (!stopping_) {
        auto [ec, connected] = co_await acceptor_.async_accept(as_result);
        if (stopping_) co_return;
        if (!ec) {
            begin_connection(std::move(connected));
            continue;
        }
        spdlog::warn("{} cannot accept a connection: {}", name_, ec.message());
        pause_.expires_after(limits::accept_pause);
        co_await pause_.async_wait(as_result);
    }
}

void local_server::begin_connection(wire_socket connected)
{
    if (!is_admitted(connected)) {
        warn_turned_away("rejected a program of another user");
        return;
    }
    if (open_count_ >= limits::api_connections_max) {
        warn_turned_away("too many connections");
        return;
    }
    auto one = std::make_shared<connection>(clock_, std::move(connected));
    asio::co_spawn(context_.get_executor(), serve(std::move(one)), log_failure(name_));
}

/// Logs at intervals, so that a client that reconnects again and again cannot fill the log.
void local_server::warn_turned_away(std::string_view why)
{
    const auto now = steady_clock::now();
    if (now - warned_ < limits::api_warning_pause) return;
    warned_ = now;
    spdlog::warn("{}: {}", name_, why);
}

/// On a unix socket, accepts programs of our own user (for example our Datasette), and of root, who
/// can read all of our data anyway.
bool local_server::is_admitted(wire_socket& connected) const
{
    if (family_ != AF_UNIX) return true;
    ucred who{};
    socklen_t size = sizeof who;
    const int file = connected.native_handle();
    if (::getsockopt(file, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return false;
    return who.uid == ::geteuid() || who.uid == 0;
}

task<> local_server::serve(std::shared_ptr<connection> one)
{
    open_.push_back(*one);
    ++open_count_;
    bool goes_on = true;
    while (goes_on && !stopping_) {
        goes_on = co_await serve_request(*one);
    }
    one->limit.disarm();
    --open_count_;
}

/// @return whether another request may follow.
task<bool> local_server::serve_request(connection& one)
{
    const auto head_bytes = co_await read_head(one);
    if (head_bytes == 0) co_return false;
    one.is_busy = true;
    auto then = connection_fate::keep;
    const auto bytes = co_await answer_head(one, head_bytes, then);
    one.limit.arm(limits::api_message_time);
    const auto out = asio::buffer(bytes.view().data(), bytes.size());
    const auto [ec, written] = co_await asio::async_write(one.socket, out, as_result);
    one.is_busy = false;
    co_return !ec && then == connection_fate::keep;
}

/// @return the size of the head; 0 if the client has left, is too slow, or sends no head.
task<std::size_t> local_server::read_head(connection& one)
{
    one.scanned = 0;
    one.limit.arm(one.in.empty() ? limits::api_idle_time : limits::api_message_time);
    for (;;) {
        const auto size = find_head_end(one.in, one.scanned);
        if (size) co_return *size;
        if (one.in.size() > limits::api_head_bytes_max) co_return 0;
        const bool is_first = one.in.empty();
        const bool came = co_await read_more(one);
        if (!came) co_return 0;
        if (is_first) one.limit.arm(limits::api_message_time);
    }
}

task<bool> local_server::read_more(connection& one)
{
    const auto size = one.in.size();
    one.in.resize(size + limits::api_read_bytes);
    const auto room = asio::buffer(one.in.data() + size, limits::api_read_bytes);
    const auto [ec, bytes] = co_await one.socket.async_read_some(room, as_result);
    one.in.resize(size + bytes);
    co_return !ec && bytes > 0;
}

task<secret_bytes> local_server::answer_head(
    connection& one, std::size_t head_bytes, connection_fate& then
)
{
    const auto raw = std::string_view(one.in).substr(0, head_bytes);
    const auto parsed = parse_request_head(raw, local_head_limits, one.head);
    if (!parsed || one.head.expects_continue) {
        then = connection_fate::close;
        co_return refuse_head(
            parsed ? "Expect is not supported" : std::string(name_of(parsed.error()))
        );
    }
    if (!one.head.keep_alive || stopping_) then = connection_fate::close;
    co_return co_await answer(one, head_bytes, then);
}

}  // namespace dsgw
