#pragma once

// Settings that take effect only after a restart.

#include "gateway/config/config.hpp"
#include "gateway/observe/audit_log.hpp"

namespace dsgw {

/// Logs one warning for each of them that a reload has changed.
void warn_of_late_settings(const gateway_settings& before, const gateway_settings& after);

/// Logs one warning, and writes one line to the audit log, for each thing that `after` opens.
void warn_of_openings(const config& before, const config& after, audit_log& audit);

}  // namespace dsgw
