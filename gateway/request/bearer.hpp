#pragma once

// Step 5, authorise, for requests with a Bearer token: where the token may go. Pure.

#include "gateway/request/exchange.hpp"

#include <string_view>

namespace dsgw {

/// The treatment of a Bearer line on its way to Datasette.
enum class bearer_use
{
    drop,
    forward,
    replace,  ///< by invalid_token: Datasette responds as to an invalid token
};

/// It is Datasette's: with http_basic_auth if Datasette names an actor for the token; else unless
/// it is a token of the gateway's own, or one whose account has ended.
[[nodiscard]] bearer_use find_bearer_use(const exchange& ex);

/// The value of an Authorization line. No secret signs the empty text.
inline constexpr std::string_view invalid_token = "Bearer dstok_";

/// A token gives access to Datasette's pages, but to no own page that shows or changes data.
[[nodiscard]] bool is_closed_to_token(const exchange& ex);

}  // namespace dsgw
