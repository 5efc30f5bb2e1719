#pragma once

// The token in a form of ours: it is bound to the session or to the actor of Basic credentials.

#include "gateway/request/exchange.hpp"

#include <string>

namespace dsgw {

/// Whom a token is bound to; "" for nobody.
[[nodiscard]] std::string form_owner(const exchange& x);

/// A token for somebody who is logged in; "" for nobody.
[[nodiscard]] std::string make_form_token(const exchange& x);

}  // namespace dsgw
