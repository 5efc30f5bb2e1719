#pragma once

// Datasette's allow blocks, evaluated exactly as in Datasette.

#include "base/problem.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace dsgw::auth {

/// @param actor  an object, or null for an anonymous user.
/// @param allow  the block; JSON null means "no block": allowed.
/// @return       the result of Datasette's actor_matches_allow; false where that raises (a list as
///               an element, a block that is a string, number or list): fail closed.
/// @source datasette/utils/__init__.py actor_matches_allow.
[[nodiscard]] bool actor_matches_allow(
    const boost::json::value& actor, const boost::json::value& allow
);

/// @return the error in the block's shape (Datasette would respond with 500), or nothing.
[[nodiscard]] std::optional<problem> check_allow_block(const boost::json::value& allow);

}  // namespace dsgw::auth
