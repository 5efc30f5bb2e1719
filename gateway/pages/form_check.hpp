#pragma once

// Checks whether a form comes from one of our pages. Its token is bound to the logged-in user or,
// for an anonymous visitor, to a random cookie.

#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

struct page_visit;

/// The cookie of visitors that have a form but no session yet.
inline constexpr std::string_view form_cookie_name = "ds_gateway_form";

/// A token for a page. Gives an anonymous visitor the cookie that the token is bound to.
[[nodiscard]] std::string make_form_token(page_visit& visit);

/// The reason why a POST is refused.
struct form_problem
{
    unsigned status;
    std::string text;  ///< a sentence for the user
};

/// Checks content type, form and token. Programs need no token: requests without a session cookie
/// and without a header in which a browser states its origin (which has already been checked).
[[nodiscard]] std::optional<form_problem> check_form(const page_visit& visit);

/// The same without the token.
[[nodiscard]] std::optional<form_problem> check_form_body(const page_visit& visit);

[[nodiscard]] bool has_good_token(const page_visit& visit);

}  // namespace dsgw
