#pragma once

// Awaitables for work that leaves the I/O thread and returns to it: password hashes on the
// kdf_pool, and other blocking work on a separate thread.

#include "auth/kdf_pool.hpp"
#include "gateway/net/wire.hpp"

#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <string>

namespace dsgw {

/// Runs the job on the pool; resumes on the caller's own thread.
[[nodiscard]] task<auth::kdf_outcome> check_password(auth::kdf_pool& pool, auth::kdf_job job);

/// Runs the job on one of those threads, and resumes on the caller's own.
/// @param job  its result is returned; it must not throw.
[[nodiscard]] task<std::string> run_blocking(
    asio::thread_pool& where, std::function<std::string()> job
);

}  // namespace dsgw
