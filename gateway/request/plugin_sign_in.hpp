#pragma once

// Sign-in and sign-out by a plugin of Datasette. At a sign-in (GitHub and the like) the plugin sets
// a ds_actor cookie, and the client gets a session of the gateway's own instead, which logout
// ends. The plugin's cookie itself reaches no client.

#include "gateway/request/exchange.hpp"

#include <string>

namespace dsgw {

/// Looks in the response for a validly signed ds_actor cookie of an actor other than the request's.
/// If that actor may not sign in this way, the log gives the reason and the remedy.
/// @return the value of the Set-Cookie line of the new session, or "".
[[nodiscard]] std::string take_plugin_sign_in(exchange& ex);

/// The response takes the client's ds_actor cookie away, or makes it useless, and a cookie
/// authenticated the request: the session ends with it.
[[nodiscard]] bool signs_out(const exchange& ex);

}  // namespace dsgw
