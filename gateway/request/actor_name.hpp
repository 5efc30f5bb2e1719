#pragma once

// The display name of an actor. Pure.

#include "auth/actor.hpp"

#include <string>

namespace dsgw {

/// The first of "display", "name", "username", "login" and "id" that is not empty, as in Datasette;
/// else the actor as JSON.
/// @source datasette utils/__init__.py display_actor.
[[nodiscard]] std::string name_of_actor(const auth::actor& who);

}  // namespace dsgw
