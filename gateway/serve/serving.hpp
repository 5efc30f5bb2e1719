#pragma once

// A configuration together with the objects that are made from it for the I/O threads.

#include "gateway/command/cli.hpp"
#include "gateway/config/config.hpp"
#include "gateway/config/upstream_endpoint.hpp"
#include "gateway/net/tls.hpp"

#include <memory>
#include <string>

namespace dsgw {

/// A configuration as the threads receive it, all at once.
struct serving
{
    std::shared_ptr<const config> snapshot;
    upstream_endpoint upstream;
    ssl_context_ptr tls;  ///< null for plain HTTP
    std::string hsts;     ///< the value of Strict-Transport-Security, or ""
};

/// Reads the certificates again.
/// @param before  the previous configuration: the upstream and the keys of TLS sessions are kept.
/// @throws std::runtime_error if a TLS file cannot be used.
[[nodiscard]] serving make_serving(
    const serve_options& options, const serving& before, std::shared_ptr<const config> snapshot
);

}  // namespace dsgw
