#pragma once

// Settings that a running gateway cannot take up.

#include "gateway/config/settings.hpp"

namespace dsgw {

/// One warning for each that a reload has changed.
void warn_of_late_settings(const gateway_settings& before, const gateway_settings& after);

}  // namespace dsgw
