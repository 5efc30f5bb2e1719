#pragma once

// /-/password-tool: a hash for the configuration, made where the password is typed.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"

namespace dsgw {

struct page_visit;

/// Open to whom the setting password_tool says.
[[nodiscard]] task<reply> answer_password_tool(page_visit& visit);

}  // namespace dsgw
