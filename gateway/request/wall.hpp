#pragma once

// How somebody who is not logged in is asked to: by the browser's own box or by the log-in form
// (auth.challenge), and what needs no log-in at all. Pure.

#include "auth/authenticator.hpp"
#include "gateway/config/config.hpp"
#include "gateway/http/replies.hpp"
#include "gateway/request/exchange.hpp"

#include <string_view>

namespace dsgw {

/// A browser on its way to a page, rather than one that fetches a part of it, or a program.
[[nodiscard]] bool goes_to_page(const request_head& head);

/// A browser, by what browsers send and programs do not: Sec-Fetch-*, a language, the name of a
/// browser's engine, a Referer or Origin of this site.
[[nodiscard]] bool looks_like_browser(const request_head& head, const client_origin& origin);

/// auth.challenge, settled: never by_mode.
[[nodiscard]] challenge_kind challenge_of(const config& from);

/// There is a form at /-/login.
[[nodiscard]] bool has_log_in_form(const config& from);

/// A link to /-/login leads to somewhere.
[[nodiscard]] bool offers_log_in(const config& from);

/// Needs no credentials although http_basic_auth is on; wrong ones are refused all the same. Reads
/// the views of the head: exchange::is_public keeps the answer.
[[nodiscard]] bool is_open(const exchange& x);

/// A browser's question about a page of Datasette's, and cors_preflight has it answered.
[[nodiscard]] bool is_open_preflight(const exchange& x);

/// What who does not pass the wall gets: the form for a browser that goes to a page, where there is
/// a form; else 401, with the plugin's own challenge unless a browser's box would be in the way.
[[nodiscard]] reply make_wall_reply(const exchange& x, auth::refusal why);

/// To the form, and from there to `next`.
/// @param next  a target within the site, as the client sent it.
[[nodiscard]] reply lead_to_log_in(const config& from, std::string_view next);

}  // namespace dsgw
