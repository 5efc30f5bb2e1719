#pragma once

// `serve`: assembles the parts, runs them, reloads them and shuts them down.

#include "gateway/command/cli.hpp"

namespace dsgw {

/// Returns when the server has stopped.
/// @return exit code: 0, or 1 if it could not start; the error is on standard error then.
[[nodiscard]] int run_server(const serve_options& options);

}  // namespace dsgw
