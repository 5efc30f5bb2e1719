#pragma once

// The gateway's own pages, by route: each is a row of one table.

#include "gateway/http/replies.hpp"
#include "gateway/http/router.hpp"
#include "gateway/net/wire.hpp"

#include <cstddef>

namespace dsgw {

struct exchange;
struct page_visit;

/// False for what is Datasette's or nobody's.
[[nodiscard]] bool is_own_page(route_kind kind);

/// Of the form that the page takes from who asks, encoded; 0 if it takes none.
[[nodiscard]] std::size_t form_bytes_max(const exchange& x);

/// Who asks is known, and a POST has passed the cross-origin check; its form has been read.
[[nodiscard]] task<reply> answer_own_page(page_visit& visit);

}  // namespace dsgw
