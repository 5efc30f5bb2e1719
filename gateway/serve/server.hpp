#pragma once

// `serve`: puts the parts together, runs them, reloads them and takes them down again.

#include "gateway/command/cli.hpp"

namespace dsgw {

/// Returns when the server has stopped. @return exit code: 0, or 1 if it could not start. What was
/// wrong stands on standard error by then.
[[nodiscard]] int run_server(const serve_options& options);

}  // namespace dsgw
