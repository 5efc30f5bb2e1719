#pragma once

// The places of allow, allow_sql and permissions blocks in a configuration tree.

#include "gateway/config/config.hpp"

namespace dsgw {

/// Appends every block found in `tree`, at instance, database, table and query level.
/// @param label  the file that the tree was read from.
void collect_allow_places(
    const boost::json::object& tree, const std::string& label, std::vector<allow_place>& out
);

}  // namespace dsgw
