#pragma once

// Work that leaves the I/O thread and comes back to it: a callback job of the kdf_pool as an
// awaitable.

#include "auth/kdf_pool.hpp"
#include "gateway/wire.hpp"

namespace dsgw {

/// Runs the job on the pool; resumes on the caller's own thread.
[[nodiscard]] task<auth::kdf_outcome> check_password(auth::kdf_pool& pool, auth::kdf_job job);

}  // namespace dsgw
