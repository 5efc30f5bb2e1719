#pragma once

// Whether a form that arrives is one of ours: the token in it is bound to whoever is logged in or,
// for a visitor who is nobody yet, to a random cookie.

#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

struct page_visit;

/// Of visitors who have a form and no session yet.
inline constexpr std::string_view form_cookie_name = "ds_gateway_form";

/// A token for a page; gives a visitor who is nobody the cookie that theirs is bound to.
[[nodiscard]] std::string make_form_token(page_visit& visit);

/// Why a POST is not done.
struct form_problem
{
    unsigned status;
    std::string text;  ///< a sentence for whoever sent it
};

/// Content type, form and token. A program needs no token: that is, a request without a session
/// cookie and without a browser's word on its origin (which has been checked already).
[[nodiscard]] std::optional<form_problem> check_form(const page_visit& visit);

/// The same without the token.
[[nodiscard]] std::optional<form_problem> check_form_body(const page_visit& visit);

[[nodiscard]] bool has_good_token(const page_visit& visit);

}  // namespace dsgw
