#pragma once

// The gateway's own pages, by route: each is a row of one table.

#include "gateway/http/replies.hpp"
#include "gateway/http/router.hpp"
#include "gateway/net/wire.hpp"

#include <cstddef>

namespace dsgw {

struct exchange;
struct page_visit;

/// The maximum size of the form, encoded, that the page accepts from this client; 0 if it accepts
/// none.
[[nodiscard]] std::size_t form_bytes_max(const exchange& ex);

/// Call it after authentication. A POST has passed the cross-origin check, and its form has been
/// read.
[[nodiscard]] task<reply> answer_own_page(page_visit& visit);

}  // namespace dsgw
