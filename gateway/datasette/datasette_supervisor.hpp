#pragma once

// Keeps a private Datasette running: starts it, restarts it when it dies (with growing delays), and
// replaces it when its configuration has changed. Runs on the main thread's io_context.

#include "gateway/config/upstream_endpoint.hpp"
#include "gateway/datasette/datasette_process.hpp"
#include "gateway/http/cors_preflight.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace dsgw {

class datasette_supervisor
{
public:
    /// @param moved  called when Datasette's address has changed.
    datasette_supervisor(
        asio::io_context& context, const serve_options& options, launch_environment around,
        std::function<void(upstream_endpoint)> moved
    );

    /// The first start.
    /// @return false if Datasette does not respond, or a stop was requested.
    /// @throws std::runtime_error if it cannot be started at all.
    [[nodiscard]] task<bool> start(std::shared_ptr<const config> configured);

    /// Restarts Datasette whenever it ends, until stop().
    [[nodiscard]] task<> keep_running();

    /// Starts a Datasette for a new configuration beside the current one; null if the current one
    /// can stay.
    /// @throws std::runtime_error if it cannot be started or does not respond.
    [[nodiscard]] task<std::shared_ptr<datasette_process>> prepare(const config& next);

    /// Switches to the prepared one (null: the current one stays).
    /// @return the replaced one, to pass to retire(); may be null.
    [[nodiscard]] std::shared_ptr<datasette_process> switch_to(
        std::shared_ptr<datasette_process> next, std::shared_ptr<const config> configured
    );

    /// Ends a replaced Datasette in the background: it may finish its requests for at most
    /// `patience`. Returns at once.
    void retire(std::shared_ptr<datasette_process> replaced, std::chrono::milliseconds patience);

    /// start() and prepare() end soon, and later calls end at once: the gateway is about to stop.
    void interrupt();

    /// Ends keep_running() and Datasette.
    [[nodiscard]] task<> stop();

    /// False while no Datasette responds.
    [[nodiscard]] const std::atomic<bool>& ready() const { return ready_; }
    [[nodiscard]] upstream_endpoint endpoint() const;

    /// The CORS headers of its responses; known once start() has returned.
    [[nodiscard]] cors_headers cors() const;

private:
    [[nodiscard]] std::shared_ptr<datasette_process> launch(const config& configured);
    [[nodiscard]] task<bool> restart();
    [[nodiscard]] task<bool> wait_for(std::shared_ptr<datasette_process> starting);
    [[nodiscard]] task<> end_retired(
        std::shared_ptr<datasette_process> replaced, std::chrono::milliseconds patience
    );

    asio::io_context& context_;
    const serve_options& options_;
    launch_environment around_;
    std::function<void(upstream_endpoint)> moved_;
    datasette_installation installed_{};
    std::shared_ptr<const config> configured_;
    std::shared_ptr<datasette_process> current_;
    std::shared_ptr<program_output> asked_;                     // before the first start
    std::vector<std::shared_ptr<datasette_process>> starting_;  // those being waited for
    std::vector<std::shared_ptr<datasette_process>> retired_;   // those that finish their requests
    std::atomic<bool> ready_{false};
    steady_timer pause_;
    bool giving_up_ = false;
    bool is_interrupted_ = false;
};

}  // namespace dsgw
