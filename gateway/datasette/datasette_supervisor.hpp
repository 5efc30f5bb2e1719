#pragma once

// Keeps a private Datasette running: the first start, a new one when it dies (with growing pauses),
// another one when its configuration has changed. Runs on the main thread's io_context.

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
    /// @param moved  called when Datasette answers at another place than before.
    datasette_supervisor(
        asio::io_context& context, const serve_options& options, launch_environment around,
        std::function<void(upstream_endpoint)> moved
    );

    /// The first start. @return false if it does not come to answer, or stop was asked for.
    /// @throws std::runtime_error if it cannot be started at all.
    [[nodiscard]] task<bool> start(std::shared_ptr<const config> configured);

    /// Starts again whenever it ends, until stop().
    [[nodiscard]] task<> keep_running();

    /// A Datasette for a new configuration, beside the one that runs; null if that one will do.
    /// @throws std::runtime_error if it cannot be started or does not come to answer.
    [[nodiscard]] task<std::shared_ptr<datasette_process>> prepare(const config& next);

    /// From now on the prepared one counts (null: the present one stays). @return the one that was
    /// replaced, to be given to retire(); may be null.
    [[nodiscard]] std::shared_ptr<datasette_process> switch_to(
        std::shared_ptr<datasette_process> next, std::shared_ptr<const config> configured
    );

    /// Ends a replaced Datasette beside everything else: it finishes its requests for at most
    /// `patience`. Returns at once.
    void retire(std::shared_ptr<datasette_process> replaced, std::chrono::milliseconds patience);

    /// start() and prepare() end soon, and later ones at once: the gateway is about to stop.
    void interrupt();

    /// Ends keep_running() and Datasette.
    [[nodiscard]] task<> stop();

    /// False while nothing answers.
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
    std::vector<std::shared_ptr<datasette_process>> starting_;  // those waited for
    std::vector<std::shared_ptr<datasette_process>> retired_;   // finish their requests
    std::atomic<bool> ready_{false};
    steady_timer pause_;
    bool giving_up_ = false;
    bool is_interrupted_ = false;
};

}  // namespace dsgw
