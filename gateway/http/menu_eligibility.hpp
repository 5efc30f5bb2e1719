#pragma once

// Decides whether a response is a page that may get the gateway's menu entries, by its head alone,
// before the first byte of the body. Pure.

#include "gateway/http/response_head.hpp"

namespace dsgw {

/// HTML in UTF-8 whose bytes may be changed: a page or an error page, not encoded, not a part, not
/// a download, without `no-transform`. A response with a validator (ETag, Last-Modified), a digest
/// or Accept-Ranges is not changed: these describe the exact bytes, and a 304 would show an old
/// menu. Datasette's own pages have none of them; static files do.
///
/// The insertion is decided only while the body streams by, so the length of such a response is not
/// known in advance: it is sent chunked, or until close to an HTTP/1.0 client. The response to HEAD
/// has no Content-Length either (downstream_response::length_changes).
[[nodiscard]] bool may_take_menu(const response_head& head);

}  // namespace dsgw
