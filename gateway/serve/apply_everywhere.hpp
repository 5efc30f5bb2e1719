#pragma once

// Applies a configuration on every I/O thread.

#include "gateway/serve/worker.hpp"

#include <memory>
#include <vector>

namespace dsgw {

/// Returns when every I/O thread uses `next`. On the main thread.
[[nodiscard]] task<> apply_everywhere(
    asio::io_context& context, std::vector<std::unique_ptr<worker>>& workers, live_config next
);

}  // namespace dsgw
