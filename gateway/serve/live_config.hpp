#pragma once

// The configuration in effect with the objects that the I/O threads need of it, and what a reload
// reports of the next one.

#include "gateway/command/cli.hpp"
#include "gateway/config/config.hpp"
#include "gateway/config/upstream_endpoint.hpp"
#include "gateway/net/tls.hpp"
#include "gateway/observe/audit_log.hpp"

#include <memory>
#include <string>

namespace dsgw {

/// A configuration as the threads receive it, all at once.
struct live_config
{
    std::shared_ptr<const config> snapshot;
    upstream_endpoint upstream;
    ssl_context_ptr tls;  ///< null for plain HTTP
    std::string hsts;     ///< the value of Strict-Transport-Security, or ""
};

/// Reads the certificates again.
/// @param before  the previous configuration: the upstream and the keys of TLS sessions are kept.
/// @throws std::runtime_error if a TLS file cannot be used.
[[nodiscard]] live_config make_live_config(
    const serve_options& options, const live_config& before, std::shared_ptr<const config> snapshot
);

/// Logs one warning for each setting that a reload has changed and that needs a restart.
void warn_restart_required(const gateway_settings& before, const gateway_settings& after);

/// Logs one warning, and writes one line to the audit log, for each thing that `after` opens.
void warn_of_openings(const config& before, const config& after, audit_log& audit);

}  // namespace dsgw
