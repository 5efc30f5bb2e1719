#pragma once

// Datasette's allow blocks, decided exactly as Datasette decides them.

#include <boost/json/value.hpp>

#include <optional>
#include <string>

namespace dsgw::auth {

/// @param actor  an object, or null for nobody.
/// @param allow  the block; JSON null means "no block": allowed.
/// @return       what Datasette's actor_matches_allow returns; where that raises (a list as an
///               element, a block that is a string, number or list): false, fail closed.
/// @source datasette/utils/__init__.py actor_matches_allow.
[[nodiscard]] bool actor_matches_allow(
    const boost::json::value& actor, const boost::json::value& allow
);

/// @return what is wrong with the block's shape (Datasette would answer 500), or nothing.
[[nodiscard]] std::optional<std::string> check_allow_block(const boost::json::value& allow);

}  // namespace dsgw::auth
