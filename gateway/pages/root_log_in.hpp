#pragma once

// /-/auth-token?token=…: the one-use link of --root opens a session for {"id": "root"}.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/request/exchange.hpp"
#include "gateway/request/root_link.hpp"

#include <string_view>

namespace dsgw {

struct page_visit;

[[nodiscard]] task<reply> answer_auth_token(page_visit& visit);

/// @param link  null without --root.
[[nodiscard]] reply redeem_root_link(const exchange& x, root_link* link, std::string_view token);

}  // namespace dsgw
