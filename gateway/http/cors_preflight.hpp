#pragma once

// What a browser needs to let a page of another site read a reply of ours: Datasette's CORS headers
// where Datasette runs with --cors, and the setting `cors_preflight`, what a browser asks before a
// page of another site sends credentials of its own, which it asks without any. Answered here,
// never forwarded: Datasette 1.0 answers OPTIONS as it answers GET, with all that is behind the
// wall. Pure.

#include "gateway/http/replies.hpp"

namespace dsgw {

/// OPTIONS with Origin and Access-Control-Request-Method, and no body.
/// @source https://fetch.spec.whatwg.org/#cors-preflight-request
[[nodiscard]] bool is_cors_preflight(const request_head& head);

/// Which CORS headers Datasette adds to its responses.
enum class cors_headers
{
    none,   ///< it runs without --cors
    v0_65,  ///< those of the 0.65 line
    v1_0,   ///< those of the 1.0 line
};

/// Adds the headers that Datasette adds, so that a page of another site can read the status. They
/// let every origin read, but never with cookies or a password that the browser remembers.
/// @source datasette utils/__init__.py add_cors_headers() of 0.65.5 and 1.0a41.
void add_cors_headers(reply& to, cors_headers which);

/// As Datasette's with --cors: a page of any site may ask, with an Authorization header that it has
/// of its user, never with what the browser remembers. Only to read: a change that comes from
/// another site is refused later (cross_origin).
[[nodiscard]] reply make_preflight_reply();

}  // namespace dsgw
