#pragma once

// /-/password-tool: makes a password hash for the configuration.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"

namespace dsgw {

struct page_visit;

/// The setting password_tool decides who may use it.
[[nodiscard]] task<reply> answer_password_tool(page_visit& visit);

}  // namespace dsgw
