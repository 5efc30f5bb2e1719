#pragma once

// Is a response a page that may take the gateway's menu entries? Settled by its head alone, before
// the first byte of the body. Pure.

#include "gateway/http/response_head.hpp"

namespace dsgw {

/// HTML in UTF-8 whose bytes nobody has promised to anybody: a page or an error page, not encoded,
/// not a part, not a download, without `no-transform`. One with a validator (ETag, Last-Modified),
/// a digest or Accept-Ranges is left alone: those speak of the exact bytes, and a 304 would show an
/// old menu. Datasette's own pages have none of them; static files do.
///
/// Whether anything will be inserted shows only as the body streams by, so of such a response the
/// length is not known beforehand: it goes on chunked, or to an HTTP/1.0 client until close, and to
/// HEAD, too, without Content-Length (downstream_response::length_changes).
[[nodiscard]] bool may_take_menu(const response_head& head);

}  // namespace dsgw
