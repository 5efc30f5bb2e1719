#pragma once

// The gateway's own pages. own_page.cpp has them in one table.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/request/exchange.hpp"
#include "gateway/request/root_link.hpp"

#include <string_view>

namespace dsgw {

struct page_visit;

/// /-/login: the form, and the session for a correct password.
/// If auth.challenge is "basic" there is no form: the browser's own dialog is used instead.
[[nodiscard]] task<reply> answer_login(page_visit& visit);

/// /-/logout: confirms, and ends a session for good. Only the browser can forget Basic credentials:
/// a new challenge makes it do so.
[[nodiscard]] task<reply> answer_logout(page_visit& visit);

/// /-/password-tool: makes a password hash for the configuration.
/// Open to actors or to everybody, as the setting password_tool says.
[[nodiscard]] task<reply> answer_password_tool(page_visit& visit);

/// /-/gateway.json: the state of the gateway, for administrators of the site.
/// {"ok", "version", "uptime_seconds", "accounts": [names], "warnings": [{"where", "what"}]}; 403
/// without the permission gateway-status. Never a hash.
[[nodiscard]] task<reply> answer_gateway_status(page_visit& visit);

/// /-/auth-token?token=…: the one-use link of --root opens a session for {"id": "root"}.
[[nodiscard]] task<reply> answer_auth_token(page_visit& visit);

/// /-/secrets and the pages below it, for actors with the permission manage-secrets.
[[nodiscard]] task<reply> answer_secrets(page_visit& visit);

/// @param link  null without --root.
[[nodiscard]] reply redeem_root_link(const exchange& ex, root_link* link, std::string_view token);

}  // namespace dsgw
