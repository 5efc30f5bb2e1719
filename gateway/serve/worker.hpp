#pragma once

// One I/O thread: its io_context, its listening socket, its connections and everything that they
// share. Only start(), apply(), move_upstream(), drain(), ping() and stop() may be called from
// other threads.

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
#include "gateway/serve/live_config.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/intrusive/list.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
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

class worker
{
    using sessions = boost::intrusive::list<
        session, boost::intrusive::base_hook<session_hook>,
        boost::intrusive::constant_time_size<false>>;
    using acceptor = asio::basic_socket_acceptor<stream_protocol, executor>;

    // Members that connections may still use while the io_context is destroyed come first.
    sessions sessions_;
    std::vector<std::unique_ptr<exchange>> exchanges_;
    std::shared_ptr<thread_config> config_;
    ssl_context_ptr tls_;
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

    /// @param listening  this thread's own bound and listening socket.
    /// @param counted    this thread's own.
    worker(
        const worker_services& parts, int listening, const live_config& first,
        thread_counts& counted
    );
    ~worker();

    void start();

    /// Applies the new configuration from the next request on.
    /// @param done  called on the thread after that.
    void apply(live_config next, std::function<void()> done);

    /// Datasette's address has changed.
    void move_upstream(upstream_endpoint to);

    /// Stops accepting. Idle connections close, busy ones close after their response.
    /// @param done  called on the thread when none is left.
    void drain(std::function<void()> done);

    /// @param done  called on the thread, which shows that it is alive.
    void ping(std::function<void()> done);

    /// Ends the thread at once, and waits for it.
    void stop();

    // For sessions, on the thread.
    [[nodiscard]] const std::shared_ptr<thread_config>& current_config() const { return config_; }
    [[nodiscard]] const bool& is_draining() const { return draining_; }
    [[nodiscard]] page_services services_for_pages();
    [[nodiscard]] std::unique_ptr<exchange> take_exchange();
    void give_back(std::unique_ptr<exchange> used);
    void session_began(session& one);
    void session_ended(session& one, const std::string& address);

private:
    void apply_now(const live_config& next);
    [[nodiscard]] task<> run_listener();
    void begin_session(wire_socket socket, std::string address);
    void finish_drain();

    acceptor acceptor_;
    int acceptor_family_ = 0;
    steady_timer accept_pause_;
    asio::executor_work_guard<executor> keep_running_;
    std::thread thread_;
};

}  // namespace dsgw
