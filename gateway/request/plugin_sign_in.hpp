#pragma once

// Sign-in and sign-out by a plugin of Datasette. At a sign-in (GitHub and the like) the plugin sets
// a ds_actor cookie, and the client gets a session of the gateway's own instead, which log-out
// ends. The plugin's cookie itself reaches no client.

#include "gateway/request/exchange.hpp"

#include <string>

namespace dsgw {

/// Looks through the response for a ds_actor cookie, rightly signed and of another actor than the
/// request's. Where its actor may not sign in so, the log says why and how to allow it.
/// @return the value of the Set-Cookie line of the new session, or "".
[[nodiscard]] std::string take_plugin_sign_in(exchange& x);

/// The response takes the client's ds_actor cookie away, or makes it useless, and a cookie
/// authenticated the request: the session ends with it.
[[nodiscard]] bool signs_out(const exchange& x);

}  // namespace dsgw
