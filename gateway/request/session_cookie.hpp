#pragma once

// The ds_actor cookie of the client: made when a session begins, renewed while it is used, removed
// when it ends.

#include "auth/actor.hpp"
#include "auth/session_id.hpp"
#include "gateway/request/exchange.hpp"
#include "gateway/request/log_outs.hpp"

#include <string>
#include <string_view>

namespace dsgw {

/// Values of Set-Cookie lines.
[[nodiscard]] std::string begin_session(
    const exchange& ex, const auth::actor& who, const auth::gateway_session& session
);
[[nodiscard]] std::string end_session(const exchange& ex);

/// Extends the session by session.max_age once a tenth of it has passed; else "".
[[nodiscard]] std::string renew_session(const exchange& ex);

/// For log_outs::add(): a request that is still on its way may renew the cookie once more.
/// @pre who.how() is proof::session.
[[nodiscard]] ended_session ended_session_of(
    const auth::authenticated_actor& who, const session_settings& settings
);

/// "; Path=/; HttpOnly; SameSite=Lax", and "; Secure" where the client uses https.
[[nodiscard]] std::string cookie_attributes(const exchange& ex);

/// The value of a Set-Cookie line that removes a cookie.
[[nodiscard]] std::string remove_cookie(const exchange& ex, std::string_view name);

}  // namespace dsgw
