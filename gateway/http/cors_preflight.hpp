#pragma once

// CORS for replies of the gateway: the headers that let a page of another site read them, if
// Datasette runs with --cors; and, with the setting `cors_preflight`, the preflight, which browsers
// send without credentials before a request with an Authorization header. Preflights are never
// forwarded: Datasette 1.0 answers OPTIONS like GET, with protected content. Pure.

#include "gateway/http/replies.hpp"

namespace dsgw {

/// OPTIONS with Origin and Access-Control-Request-Method, and no body.
/// @source https://fetch.spec.whatwg.org/#cors-preflight-request
[[nodiscard]] bool is_cors_preflight(const request_head& head);

/// The CORS headers that Datasette adds to its responses.
enum class cors_headers
{
    none,   ///< Datasette runs without --cors
    v0_65,  ///< those of the 0.65 line
    v1_0,   ///< those of the 1.0 line
};

/// Adds the headers that Datasette adds, so that a page of another site can read the status. They
/// let every origin read, but never with cookies or a password that the browser remembers.
/// @source datasette utils/__init__.py add_cors_headers() of 0.65.5 and 1.0a41.
void add_cors_headers(reply& to, cors_headers which);

/// Like Datasette with --cors: a page of any site may send requests with its own Authorization
/// header, never with credentials that the browser remembers. Reads only: changes from another site
/// are refused later (cross_origin).
[[nodiscard]] reply make_preflight_reply();

}  // namespace dsgw
