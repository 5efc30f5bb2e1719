#pragma once

// Parses Bearer tokens (RFC 6750), the value of an Authorization line, and finds out who issued
// them. Pure; does not check whether a token is valid.

#include "auth/limits.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace dsgw::auth {

/// @param authorization  the value, stripped at both ends.
/// @return the token, a view into the value; nothing for another scheme or spelling of "Bearer "
///         (Datasette accepts no other), and for a token that is empty, longer than
///         limits::bearer_token_bytes_max or has characters other than visible ASCII.
/// @source datasette 1.0a41 default_permissions/tokens.py; datasette-auth-tokens 0.3.
[[nodiscard]] std::optional<std::string_view> parse_bearer_token(std::string_view authorization);

/// @return true if the gateway itself issues such tokens ("dsgw_…"): Datasette must never receive
///         one. Independent of the number of blanks before it and of the scheme's case.
[[nodiscard]] bool is_gateway_token(std::string_view authorization);

}  // namespace dsgw::auth
