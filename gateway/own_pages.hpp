#pragma once

// The gateway's own pages: what they answer. No sockets: the session hands in a parsed request that
// has passed authentication and, for unsafe methods, the cross-origin check.

#include "gateway/exchange.hpp"
#include "gateway/http/replies.hpp"
#include "gateway/root_link.hpp"

namespace dsgw {

/// /-/logout: the confirmation form, and the end of a session. In Basic mode a fresh challenge
/// makes the browser forget its password.
[[nodiscard]] reply answer_logout(const exchange& x);

/// /-/auth-token?token=…: the one-use link of --root opens a session for {"id": "root"}.
/// @param link  null without --root.
[[nodiscard]] reply answer_auth_token(const exchange& x, root_link* link);

}  // namespace dsgw
