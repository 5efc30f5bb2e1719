#pragma once

// All I/O threads of the process, and the services of the path of a request that belong to no
// single thread: the KDF pool, the throttle, and the checks of tokens. Use it on the main thread.

#include "auth/kdf_pool.hpp"
#include "auth/throttle.hpp"
#include "gateway/net/listen_sockets.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/request/token_checks.hpp"
#include "gateway/serve/live_config.hpp"
#include "gateway/serve/worker.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace dsgw {

/// Parts of the server that the threads use and that outlive them.
struct thread_surroundings
{
    process_keys keys;
    log_outs& revocations;
    connection_counts& counts;
    audit_log& audit;
    root_link* root;                 ///< null without --root
    const std::atomic<bool>* ready;  ///< of our own Datasette; null with --upstream
    secrets_service& secrets;
    metrics& counted;
};

class io_threads
{
public:
    /// @param context  of the main thread.
    explicit io_threads(asio::io_context& context) : context_(context) {}

    /// The new threads inherit the restrictions of the calling thread (sandbox.hpp).
    void start(
        const thread_surroundings& around, listen_sockets& sockets, const live_config& first
    );

    /// Returns when every thread uses `next`.
    [[nodiscard]] task<> apply(live_config next);

    void configure_throttle(const throttle_settings& next);

    /// Datasette's address has changed.
    void move_upstream(const upstream_endpoint& to);

    /// Forgets the tokens that Datasette has verified: each is checked again.
    void forget_tokens() { tokens_.flush(); }

    /// @param done  called on the main thread once for each thread, when it has no request left.
    /// @return the number of threads.
    [[nodiscard]] std::size_t drain(const std::function<void()>& done);

    /// Ends all threads at once, and waits for them.
    void stop();

    /// For the watchdog.
    [[nodiscard]] const std::vector<std::unique_ptr<worker>>& all() const { return workers_; }

private:
    asio::io_context& context_;
    std::optional<worker_services> services_;
    // Outlives the workers: a worker that stops still ends its attempts here.
    std::optional<auth::throttle> guesses_;
    token_checks tokens_;
    std::vector<std::unique_ptr<worker>> workers_;
    // Destroyed before the threads that it calls back.
    std::optional<auth::kdf_pool> passwords_;
};

}  // namespace dsgw
