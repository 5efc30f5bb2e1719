#pragma once

// A configuration with what has been made of it for the I/O threads.

#include "gateway/command/cli.hpp"
#include "gateway/config/config.hpp"
#include "gateway/config/upstream_endpoint.hpp"
#include "gateway/net/tls.hpp"

#include <memory>
#include <string>

namespace dsgw {

/// A configuration as the threads take it up, all at once.
struct serving
{
    std::shared_ptr<const config> snapshot;
    upstream_endpoint upstream;
    ssl_context_ptr tls;  ///< null for plain HTTP
    std::string hsts;     ///< the value of Strict-Transport-Security, or ""
};

/// With certificates read anew.
/// @param before  what was in force: the upstream and the keys of TLS sessions stay.
/// @throws std::runtime_error if a file of TLS cannot be used.
[[nodiscard]] serving make_serving(
    const serve_options& options, const serving& before, std::shared_ptr<const config> snapshot
);

}  // namespace dsgw
