#pragma once

// /-/login: the form, and the session for a correct password.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"

namespace dsgw {

struct page_visit;

/// If auth.challenge is "basic" there is no form: the browser's own dialog is used instead.
[[nodiscard]] task<reply> answer_log_in(page_visit& visit);

}  // namespace dsgw
