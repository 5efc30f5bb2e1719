#pragma once

// The token of our forms, which is bound to the session or to the actor of Basic credentials.

#include "gateway/request/exchange.hpp"

#include <string>

namespace dsgw {

/// The owner that a token is bound to; "" for an anonymous visitor.
[[nodiscard]] std::string form_owner(const exchange& ex);

/// A token for a logged-in user; "" for an anonymous visitor.
[[nodiscard]] std::string make_form_token(const exchange& ex);

}  // namespace dsgw
