#pragma once

// Everything that is counted in the process, and its text for Prometheus. Counting takes no lock;
// reading sums up what the threads have counted.

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

/// Of the secrets that programs ask for.
struct secret_counts
{
    tally given;
    tally missing;  ///< there is none of that name, or it is not set
    tally failed;   ///< the store could not say
};

struct reload_counts
{
    tally done;
    tally failed;
};

/// Outlives all who count.
struct metrics
{
    /// @param thread_count  I/O threads.   @param log_ins  counts those of people.
    metrics(unsigned thread_count, const audit_log& log_ins);

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
