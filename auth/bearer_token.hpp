#pragma once

// Bearer tokens (RFC 6750): the value of an Authorization line taken apart, and whose token it is.
// Pure; does not know whether a token is valid.

#include <cstddef>
#include <optional>
#include <string_view>

namespace dsgw::auth {

/// A signed token of Datasette with a long list of restrictions, or a JWT, has a few thousand.
inline constexpr std::size_t bearer_token_bytes_max = 8192;

/// @param authorization  the value without white space at its ends.
/// @return the token, a view into the value; nothing for another scheme or spelling of "Bearer "
///         (Datasette reads no other), and for a token that is empty, longer than
///         bearer_token_bytes_max or has characters other than visible ASCII.
/// @source datasette 1.0a41 default_permissions/tokens.py; datasette-auth-tokens 0.3.
[[nodiscard]] std::optional<std::string_view> parse_bearer_token(std::string_view authorization);

/// @return true if the gateway itself issues such tokens ("dsgw_…"): Datasette must never see one.
///         Counts however many blanks precede it and in whatever case the scheme is.
[[nodiscard]] bool is_gateway_token(std::string_view authorization);

}  // namespace dsgw::auth
