#pragma once

// All counters of the process, and their text for Prometheus. Counting takes no lock; reading sums
// up the counters of the threads.

#include "auth/kdf_pool.hpp"
#include "auth/tally.hpp"
#include "gateway/net/thread_counts.hpp"
#include "gateway/observe/audit_log.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace dsgw {

/// Requests of programs for secrets.
struct secret_counts
{
    tally given;
    tally missing;  ///< there is no such secret, or it is not set
    tally failed;   ///< the store failed
};

struct reload_counts
{
    tally done;
    tally failed;
};

/// Must outlive everything that counts.
struct metrics
{
    /// @param thread_count  I/O threads.
    /// @param logins  counts the events of logins.
    metrics(unsigned thread_count, const audit_log& logins);

    std::vector<std::unique_ptr<thread_counts>> threads;
    const audit_log& people;
    secret_counts secrets;
    reload_counts reloads;
    std::atomic<const auth::kdf_pool*> passwords{nullptr};  ///< null: not there (yet)
    std::chrono::system_clock::time_point started = std::chrono::system_clock::now();
};

/// In Prometheus' text format. @source https://prometheus.io/docs/instrumenting/exposition_formats/
[[nodiscard]] std::string metrics_text(const metrics& from);

}  // namespace dsgw
