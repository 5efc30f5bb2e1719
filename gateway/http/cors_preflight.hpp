#pragma once

// The setting `cors_preflight`: what a browser asks before a page of another site sends credentials
// of its own, which it asks without any. Answered here, never forwarded: Datasette 1.0 answers
// OPTIONS as it answers GET, with all that is behind the wall. Pure.

#include "gateway/http/replies.hpp"

namespace dsgw {

/// OPTIONS with Origin and Access-Control-Request-Method, and no body.
/// @source https://fetch.spec.whatwg.org/#cors-preflight-request
[[nodiscard]] bool is_cors_preflight(const request_head& head);

/// As Datasette's with --cors: a page of any site may ask, with an Authorization header that it has
/// of its user, never with what the browser remembers. Only to read: a change that comes from
/// another site is refused later (cross_origin).
[[nodiscard]] reply make_preflight_reply();

}  // namespace dsgw
