#pragma once

// Settings that a running gateway cannot take up.

#include "gateway/config/config.hpp"
#include "gateway/observe/audit_log.hpp"

namespace dsgw {

/// One warning for each that a reload has changed.
void warn_of_late_settings(const gateway_settings& before, const gateway_settings& after);

/// A line at warning level and one in the audit log for each thing that `after` opens.
void warn_of_openings(const config& before, const config& after, audit_log& audit);

}  // namespace dsgw
