#pragma once

// The data of one I/O thread, and the services that all threads share, for its connections.
// Confined to the thread.

#include "gateway/http/byte_buffer.hpp"
#include "gateway/http/request_id.hpp"
#include "gateway/net/connection_counts.hpp"
#include "gateway/net/deadline.hpp"
#include "gateway/net/thread_counts.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/observe/access_log.hpp"
#include "gateway/observe/audit_log.hpp"
#include "gateway/pages/page_services.hpp"
#include "gateway/request/exchange.hpp"
#include "gateway/request/log_outs.hpp"
#include "gateway/request/password_check.hpp"
#include "gateway/request/root_link.hpp"
#include "gateway/request/thread_config.hpp"
#include "gateway/request/token_checks.hpp"
#include "gateway/secret_service/secrets_service.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <boost/intrusive/list.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dsgw {

class session;

using session_hook =
    boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

/// Shared by all I/O threads of the process, and outlives them.
struct worker_services
{
    process_keys keys;
    password_checker passwords;
    log_outs& revocations;
    connection_counts& counts;
    audit_log& audit;
    root_link* root;                      ///< null without --root
    const std::atomic<bool>* ready;       ///< of our own Datasette; null with --upstream
    std::shared_ptr<spdlog::logger> log;  ///< for access lines
    secrets_service* secrets;
    token_checks* tokens;
    std::chrono::milliseconds shutdown_grace;  ///< time that drain() leaves to idle connections
    steady_clock::time_point started = steady_clock::now();
};

class thread_parts
{
    using session_list = boost::intrusive::list<
        session, boost::intrusive::base_hook<session_hook>,
        boost::intrusive::constant_time_size<false>>;

    // Connections still use these while the io_context is destroyed, so they come first.
    session_list sessions_;
    std::vector<std::unique_ptr<exchange>> exchanges_;
    std::shared_ptr<thread_config> config_;
    std::function<void()> drained_;
    bool draining_ = false;

public:
    const worker_services& services;
    thread_counts& counts;
    buffer_pool buffers;
    asio::io_context context{1};
    deadline_clock clock{context};
    upstream_pool upstreams;
    access_log log;
    request_ids ids;

    thread_parts(const worker_services& shared, thread_counts& counted);
    ~thread_parts();

    void apply(std::shared_ptr<thread_config> next) { config_ = std::move(next); }
    [[nodiscard]] const std::shared_ptr<thread_config>& current_config() const { return config_; }

    /// Idle sessions end now, busy ones after their response.
    /// @param done  called when none is left.
    void drain(std::function<void()> done);
    [[nodiscard]] const bool& is_draining() const { return draining_; }

    [[nodiscard]] page_services services_for_pages();

    /// @return one of those given back, or a new one.
    [[nodiscard]] std::unique_ptr<exchange> take_exchange();
    void give_back(std::unique_ptr<exchange> used);

    void session_began(session& one);
    void session_ended(session& one, const std::string& address);

private:
    void finish_drain();
};

}  // namespace dsgw
