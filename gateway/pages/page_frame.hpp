#pragma once

// An own page in the site's own look, with the headers that guard it.

#include "gateway/html/page_shell.hpp"
#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"

#include <string>

namespace dsgw {

struct page_visit;

/// In a shell made of a page of Datasette's for the same reader, not older than half a minute;
/// while Datasette has none to give, and for who is kept outside by the wall, in the built-in one.
[[nodiscard]] task<reply> frame_page(page_visit& visit, unsigned status, page_content content);

/// In the built-in shell, without a menu: for who can fetch nothing else any more.
[[nodiscard]] reply frame_plainly(const page_visit& visit, unsigned status, page_content content);

/// Something that cannot be done: a page for people, JSON for programs.
[[nodiscard]] task<reply> frame_failure(page_visit& visit, unsigned status, std::string text);

}  // namespace dsgw
