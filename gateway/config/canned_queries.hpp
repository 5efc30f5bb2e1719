#pragma once

// The canned queries that a configuration names, for both versions of Datasette.

#include "gateway/config/config.hpp"
#include "gateway/config/public_paths.hpp"

#include <vector>

namespace dsgw {

/// @return those of databases.DB.queries in each file and in `-s`. A query with several definitions
///         is there several times. Queries that plugins or users add to Datasette are not known.
[[nodiscard]] std::vector<canned_query> find_canned_queries(const config& from);

}  // namespace dsgw
