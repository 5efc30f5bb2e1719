#pragma once

// How an anonymous client is asked to log in: by the browser's own dialog or by the login form
// (auth.challenge), and which requests need no login at all. Pure.

#include "auth/authenticator.hpp"
#include "gateway/config/config.hpp"
#include "gateway/http/replies.hpp"
#include "gateway/request/exchange.hpp"

#include <string_view>

namespace dsgw {

/// A browser that navigates to a page, rather than one that loads a part of it, or a program.
[[nodiscard]] bool goes_to_page(const request_head& head);

/// A browser, recognised by headers that browsers send and programs do not: Sec-Fetch-*, a
/// language, the name of a browser's engine, a Referer or Origin of this site.
[[nodiscard]] bool looks_like_browser(const request_head& head, const client_origin& origin);

/// The effective auth.challenge: never by_mode.
[[nodiscard]] challenge_kind challenge_of(const config& from);

/// Whether there is a form at /-/login.
[[nodiscard]] bool has_login_form(const config& from);

/// Whether a link to /-/login works.
[[nodiscard]] bool offers_login(const config& from);

/// Needs no credentials although http_basic_auth is on; wrong ones are refused nevertheless. Reads
/// the views of the head: exchange::is_public keeps the result.
[[nodiscard]] bool is_public(const exchange& ex);

/// A browser's preflight for a page of Datasette, with cors_preflight on.
[[nodiscard]] bool is_allowed_preflight(const exchange& ex);

/// The reply to an unauthenticated request: a redirect to the form, if there is one, for a browser
/// that navigates to a page; else 401, with the plugin's own challenge unless the browser's dialog
/// would be in the way.
[[nodiscard]] reply make_challenge_reply(const exchange& ex, auth::refusal why);

/// Redirects to the form, and from there to `next`.
/// @param next  a target within the site, as the client sent it.
[[nodiscard]] reply redirect_to_login(const config& from, std::string_view next);

}  // namespace dsgw
