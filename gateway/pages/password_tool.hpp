#pragma once

// /-/password-tool: makes a password hash for the configuration.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"

namespace dsgw {

struct page_visit;

/// Open to actors or to everybody, as the setting password_tool says.
[[nodiscard]] task<reply> answer_password_tool(page_visit& visit);

}  // namespace dsgw
