#include "gateway/serve/worker.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/net/log_failure.hpp"
#include "gateway/net/socket_address.hpp"
#include "gateway/serve/session.hpp"

#include <boost/asio/post.hpp>

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dsgw {

namespace {

/// Sent without waiting to a client that exceeds a limit.
void reject_connection(wire_socket& socket, bool over_tls)
{
    static constexpr std::string_view words =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n";
    error_code ignored;
    socket.non_blocking(true, ignored);
    if (!over_tls) socket.write_some(asio::buffer(words.data(), words.size()), ignored);
}

}  // namespace

worker::worker(
    const worker_services& services, int listening, const live_config& first, thread_counts& counts
)
    : parts_(services, counts),
      acceptor_(context_.get_executor()),
      accept_pause_(context_.get_executor()),
      keep_running_(context_.get_executor())
{
    acceptor_family_ = bound_address(listening).protocol().family();
    acceptor_.assign(stream_protocol(acceptor_family_, 0), listening);
    apply_now(first);
}

worker::~worker() { stop(); }

void worker::start()
{
    asio::co_spawn(context_.get_executor(), run_listener(), log_failure("listener"));
    thread_ = std::thread([this] { context_.run(); });
}

void worker::apply_now(const live_config& next)
{
    parts_.apply(std::make_shared<thread_config>(
        next.snapshot, parts_.services.keys, next.hsts, &parts_.counts.cache
    ));
    tls_ = next.tls;
    parts_.upstreams.set_endpoint(next.upstream);
}

void worker::apply(live_config next, std::function<void()> done)
{
    asio::post(context_, [this, next = std::move(next), done = std::move(done)] {
        apply_now(next);
        done();
    });
}

void worker::move_upstream(upstream_endpoint to)
{
    asio::post(context_, [this, to = std::move(to)]() mutable {
        parts_.upstreams.set_endpoint(std::move(to));
    });
}

void worker::drain(std::function<void()> done)
{
    asio::post(context_, [this, done = std::move(done)]() mutable {
        // A socket shared with other processes would still wake this thread if it were only closed.
        error_code failed;
        const int listening = acceptor_.release(failed);
        if (!failed) ::close(listening);
        accept_pause_.cancel();
        parts_.drain(std::move(done));
    });
}

void worker::ping(std::function<void()> done) { asio::post(context_, std::move(done)); }

void worker::stop()
{
    keep_running_.reset();
    context_.stop();
    if (thread_.joinable()) thread_.join();
}

/// Accepts until the acceptor is closed.
task<> worker::run_listener()
{
    for (;;) {
        stream_protocol::endpoint peer;
        auto [ec, socket] = co_await acceptor_.async_accept(peer, as_result);
        if (!ec) {
            begin_session(std::move(socket), client_address_of(peer));
            continue;
        }
        if (parts_.is_draining() || ec == asio::error::operation_aborted) co_return;
        // Out of descriptors or memory: open connections may release some.
        spdlog::warn("cannot accept a connection: {}", ec.message());
        accept_pause_.expires_after(limits::accept_pause);
        co_await accept_pause_.async_wait(as_result);
        if (parts_.is_draining()) co_return;
    }
}

void worker::begin_session(wire_socket socket, std::string address)
{
    const auto& settings = parts_.current_config()->settings();
    const auto network = network_of(address);
    // A proxy, or a unix socket, carries the requests of many clients.
    const bool speaks_for_many =
        acceptor_family_ == AF_UNIX || settings.trusted_proxies.contains(address);
    const auto most = speaks_for_many ? 0 : settings.limits.connections_per_client_max;
    if (!parts_.services.counts.add(network, settings.limits.connections_max, most)) {
        spdlog::debug("too many connections: rejected {}", address);
        parts_.counts.connections_refused.add();
        reject_connection(socket, tls_ != nullptr);
        return;
    }
    if (acceptor_family_ != AF_UNIX) {
        error_code ignored;
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    }
    auto one = std::make_shared<session>(parts_, std::move(socket), tls_, std::move(address));
    asio::co_spawn(context_.get_executor(), session::run(std::move(one)), log_failure("session"));
}

}  // namespace dsgw
