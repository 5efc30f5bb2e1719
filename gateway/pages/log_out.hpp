#pragma once

// /-/logout: confirms, and ends a session for good. Only the browser can forget Basic credentials:
// a new challenge makes it do so.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"

namespace dsgw {

struct page_visit;

[[nodiscard]] task<reply> answer_log_out(page_visit& visit);

}  // namespace dsgw
