#pragma once

// What is odd about who may see what: a site that is open to everyone, allow blocks that admit
// nobody.

#include "gateway/config/config.hpp"

namespace dsgw {

/// Warnings for a whole configuration.
/// @param denies_by_default  Datasette is started with --default-deny.
void warn_of_access(const config& from, bool denies_by_default, config_problems& warnings);

}  // namespace dsgw
