#pragma once

// /-/login: the form, and the session that the right password opens.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"

namespace dsgw {

struct page_visit;

/// Where auth.challenge is "basic" there is no form: the browser's own box asks instead.
[[nodiscard]] task<reply> answer_log_in(page_visit& visit);

}  // namespace dsgw
