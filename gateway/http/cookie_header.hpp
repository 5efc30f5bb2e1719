#pragma once

// Reads the client's Cookie lines leniently, and writes them strictly. In Datasette (http.cookies)
// one malformed cookie can hide all others or cause a crash, so only well-formed pairs are
// forwarded. Pure.

#include "gateway/http/head_fields.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace dsgw {

/// The value of the last well-formed ds_actor cookie in all Cookie lines (quotes removed), or
/// nothing.
[[nodiscard]] std::optional<std::string_view> find_actor_cookie(const header_fields& fields);

/// The same for any other cookie; its name is case-sensitive.
[[nodiscard]] std::optional<std::string_view> find_cookie(
    const header_fields& fields, std::string_view name
);

/// Calls `visit` with each well-formed client cookie ("name=value", byte for byte, in order),
/// except names that begin with '$', any spelling of ds_actor and, with `drop_csrf_token`, of
/// ds_csrftoken.
/// @source RFC 6265 section 4.1.1 for the syntax.
void visit_client_cookies(
    const header_fields& fields, bool drop_csrf_token,
    const std::function<void(std::string_view)>& visit
);

/// The cookie's value in a Set-Cookie line, without quotes.
/// @pre the line contains "=".
[[nodiscard]] std::string_view value_of_set_cookie(std::string_view set_cookie);

/// @param set_cookie  the value of a Set-Cookie line.
/// @return            true if it would set or delete ds_actor, in any spelling of the name.
[[nodiscard]] bool sets_actor_cookie(std::string_view set_cookie);

}  // namespace dsgw
