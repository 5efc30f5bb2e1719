#pragma once

// Puts an own page into the site's own look, and adds the security headers.

#include "gateway/html/page_shell.hpp"
#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"

#include <string>

namespace dsgw {

struct page_visit;

/// Uses a shell made from a page of Datasette for the same user, at most half a minute old. Uses
/// the built-in one while Datasette returns no page, and for clients that http_basic_auth refuses.
[[nodiscard]] task<reply> frame_page(page_visit& visit, unsigned status, page_content content);

/// Uses the built-in shell, without a menu: for clients that can load nothing else.
[[nodiscard]] reply frame_plainly(const page_visit& visit, unsigned status, page_content content);

/// A reply for an error: a page for people, JSON for programs.
[[nodiscard]] task<reply> frame_failure(page_visit& visit, unsigned status, std::string text);

}  // namespace dsgw
