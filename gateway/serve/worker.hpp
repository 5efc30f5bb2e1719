#pragma once

// One I/O thread: it accepts connections on its own listening socket and serves them. Other threads
// talk to it through these functions alone; thread_parts has what its connections use.

#include "gateway/serve/live_config.hpp"
#include "gateway/serve/thread_parts.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/executor_work_guard.hpp>

#include <functional>
#include <string>
#include <thread>

namespace dsgw {

class worker
{
public:
    /// @param listening  this thread's own bound and listening socket.
    /// @param counts     this thread's own.
    worker(
        const worker_services& services, int listening, const live_config& first,
        thread_counts& counts
    );
    ~worker();
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

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

private:
    void apply_now(const live_config& next);
    [[nodiscard]] task<> run_listener();
    void begin_session(wire_socket socket, std::string address);

    thread_parts parts_;
    asio::io_context& context_ = parts_.context;
    ssl_context_ptr tls_;
    asio::basic_socket_acceptor<stream_protocol, executor> acceptor_;
    int acceptor_family_ = 0;
    steady_timer accept_pause_;
    asio::executor_work_guard<executor> keep_running_;
    std::thread thread_;
};

}  // namespace dsgw
