#pragma once

// /-/gateway.json: the state of the gateway, for administrators of the site.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"

namespace dsgw {

struct page_visit;

/// {"ok", "version", "uptime_seconds", "accounts": [names], "warnings": [{"where", "what"}]}; 403
/// without the permission gateway-status. Never a hash.
[[nodiscard]] task<reply> answer_gateway_status(page_visit& visit);

}  // namespace dsgw
