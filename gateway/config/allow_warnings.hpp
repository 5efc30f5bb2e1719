#pragma once

// Warnings about odd permissions: a site that is open to everyone, allow blocks that match no
// actor.

#include "gateway/config/config.hpp"

namespace dsgw {

/// Warnings for a whole configuration.
/// @param denies_by_default  Datasette is started with --default-deny.
void warn_of_access(const config& from, bool denies_by_default, problem_list& warnings);

}  // namespace dsgw
