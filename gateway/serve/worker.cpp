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
    const worker_services& parts, int listening, const live_config& first, thread_counts& counted
)
    : services(parts),
      counts(counted),
      upstreams(context, buffers, clock, parts.ready),
      log(context, parts.log),
      acceptor_(context.get_executor()),
      accept_pause_(context.get_executor()),
      keep_running_(context.get_executor())
{
    acceptor_family_ = bound_address(listening).protocol().family();
    acceptor_.assign(stream_protocol(acceptor_family_, 0), listening);
    apply_now(first);
}

worker::~worker()
{
    stop();
    drained_ = nullptr;
}

void worker::start()
{
    asio::co_spawn(context.get_executor(), run_listener(), log_failure("listener"));
    thread_ = std::thread([this] { context.run(); });
}

void worker::apply_now(const live_config& next)
{
    config_ =
        std::make_shared<thread_config>(next.snapshot, services.keys, next.hsts, &counts.cache);
    tls_ = next.tls;
    upstreams.set_endpoint(next.upstream);
}

void worker::apply(live_config next, std::function<void()> done)
{
    asio::post(context, [this, next = std::move(next), done = std::move(done)] {
        apply_now(next);
        done();
    });
}

void worker::move_upstream(upstream_endpoint to)
{
    asio::post(context, [this, to = std::move(to)]() mutable {
        upstreams.set_endpoint(std::move(to));
    });
}

void worker::drain(std::function<void()> done)
{
    asio::post(context, [this, done = std::move(done)]() mutable {
        draining_ = true;
        drained_ = std::move(done);
        // A socket shared with other processes would still wake this thread if it were only closed.
        error_code failed;
        const int listening = acceptor_.release(failed);
        if (!failed) ::close(listening);
        accept_pause_.cancel();
        for (auto& one : sessions_) {
            one.drain();
        }
        finish_drain();
    });
}

void worker::finish_drain()
{
    if (!draining_ || !sessions_.empty() || !drained_) return;
    log.flush();
    const auto done = std::exchange(drained_, nullptr);
    done();
}

void worker::ping(std::function<void()> done) { asio::post(context, std::move(done)); }

void worker::stop()
{
    keep_running_.reset();
    context.stop();
    if (thread_.joinable()) thread_.join();
}

page_services worker::services_for_pages()
{
    return {services.passwords, services.revocations, services.audit,
            services.root,      services.secrets,     upstreams,
            services.started};
}

std::unique_ptr<exchange> worker::take_exchange()
{
    if (exchanges_.empty()) return std::make_unique<exchange>();
    auto taken = std::move(exchanges_.back());
    exchanges_.pop_back();
    return taken;
}

void worker::give_back(std::unique_ptr<exchange> used)
{
    // It may contain a token of the client.
    explicit_bzero(used->upstream_head.data(), used->upstream_head.size());
    used->identity = nullptr;
    used->config = nullptr;
    if (exchanges_.size() < limits::exchanges_kept_max) exchanges_.push_back(std::move(used));
}

void worker::session_began(session& one)
{
    sessions_.push_back(one);
    counts.connections_begun.add();
}

void worker::session_ended(session& one, const std::string& address)
{
    one.unlink();
    counts.connections_ended.add();
    services.counts.remove(network_of(address));
    finish_drain();
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
        if (draining_ || ec == asio::error::operation_aborted) co_return;
        // Out of descriptors or memory: open connections may release some.
        spdlog::warn("cannot accept a connection: {}", ec.message());
        accept_pause_.expires_after(limits::accept_pause);
        co_await accept_pause_.async_wait(as_result);
        if (draining_) co_return;
    }
}

void worker::begin_session(wire_socket socket, std::string address)
{
    const auto& limits = config_->settings().limits;
    const auto network = network_of(address);
    // A proxy, or a unix socket, carries the requests of many clients.
    const bool speaks_for_many =
        acceptor_family_ == AF_UNIX || config_->settings().trusted_proxies.contains(address);
    const auto most = speaks_for_many ? 0 : limits.connections_per_client_max;
    if (!services.counts.add(network, limits.connections_max, most)) {
        spdlog::debug("too many connections: rejected {}", address);
        counts.connections_refused.add();
        reject_connection(socket, tls_ != nullptr);
        return;
    }
    if (acceptor_family_ != AF_UNIX) {
        error_code ignored;
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    }
    auto one = std::make_shared<session>(*this, std::move(socket), tls_, std::move(address));
    asio::co_spawn(context.get_executor(), session::run(std::move(one)), log_failure("session"));
}

}  // namespace dsgw
