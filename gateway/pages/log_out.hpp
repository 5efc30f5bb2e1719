#pragma once

// /-/logout: asks, and ends a session for good. Basic credentials are the browser's to forget: a
// fresh challenge makes it.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"

namespace dsgw {

struct page_visit;

[[nodiscard]] task<reply> answer_log_out(page_visit& visit);

}  // namespace dsgw
