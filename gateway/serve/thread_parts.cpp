#include "gateway/serve/thread_parts.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/serve/session.hpp"

#include <cstring>
#include <utility>

namespace dsgw {

thread_parts::thread_parts(const worker_services& shared, thread_counts& counted)
    : services(shared),
      counts(counted),
      upstreams(context, buffers, clock, shared.ready),
      log(context, shared.log)
{}

// Sessions that end with the context no longer report it.
thread_parts::~thread_parts() { drained_ = nullptr; }

void thread_parts::drain(std::function<void()> done)
{
    draining_ = true;
    drained_ = std::move(done);
    for (auto& one : sessions_) {
        one.drain();
    }
    finish_drain();
}

void thread_parts::finish_drain()
{
    if (!draining_ || !sessions_.empty() || !drained_) return;
    log.flush();
    const auto done = std::exchange(drained_, nullptr);
    done();
}

page_services thread_parts::services_for_pages()
{
    return {services.passwords, services.revocations, services.audit,
            services.root,      services.secrets,     upstreams,
            services.started};
}

std::unique_ptr<exchange> thread_parts::take_exchange()
{
    if (exchanges_.empty()) return std::make_unique<exchange>();
    auto taken = std::move(exchanges_.back());
    exchanges_.pop_back();
    return taken;
}

void thread_parts::give_back(std::unique_ptr<exchange> used)
{
    // It may contain a token of the client.
    explicit_bzero(used->upstream_head.data(), used->upstream_head.size());
    used->identity = nullptr;
    used->config = nullptr;
    if (exchanges_.size() < limits::exchanges_kept_max) exchanges_.push_back(std::move(used));
}

void thread_parts::session_began(session& one)
{
    sessions_.push_back(one);
    counts.connections_begun.add();
}

void thread_parts::session_ended(session& one, const std::string& address)
{
    one.unlink();
    counts.connections_ended.add();
    services.counts.remove(network_of(address));
    finish_drain();
}

}  // namespace dsgw
