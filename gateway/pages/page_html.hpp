#pragma once

// The HTML of the own pages: log in, log out, hash a password, and errors. Data in, HTML out. Pure.

#include "gateway/html/page_shell.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// /-/login. The fields are those of datasette-auth-passwords, and `next`.
struct login_page
{
    std::string base_url = "/";
    std::string csrf_token{};
    std::string username{};  ///< as entered before
    std::string next{};      ///< target after the login, a path within the site
    std::string message{};   ///< reason of a failure, or ""
};

/// The exact texts of datasette-auth-passwords.
inline constexpr std::string_view wrong_password_message = "Invalid username or password";
inline constexpr std::string_view no_accounts_message =
    "This instance does not have any configured accounts";

/// /-/logout, GET.
struct logout_page
{
    std::string base_url = "/";
    std::string csrf_token{};
    std::string actor_name{};
    bool is_basic = false;  ///< the page explains how a browser forgets Basic credentials
};

/// Body of the 401 that makes a browser forget its Basic credentials. Needs the built-in shell: the
/// client can no longer load a style sheet.
struct logged_out_page
{
    std::string base_url = "/";
};

/// /-/password-tool.
struct password_tool_page
{
    std::string base_url = "/";
    std::string csrf_token{};
    std::string hash{};     ///< the hash of the last form's password, or ""
    std::string message{};  ///< or the reason why there is no hash
};

/// A page for an error.
struct failure_page
{
    std::string base_url = "/";
    std::string title;              ///< "404 Not Found"
    std::string text;               ///< a sentence or two
    std::string choices_heading{};  ///< "Existing secrets:"
    std::vector<crumb> choices{};
    crumb back{};              ///< link to another page; none if its label is empty
    std::string request_id{};  ///< "" if it is not shown
};

[[nodiscard]] page_content render_page(const login_page& page);
[[nodiscard]] page_content render_page(const logout_page& page);
[[nodiscard]] page_content render_page(const logged_out_page& page);
[[nodiscard]] page_content render_page(const password_tool_page& page);
[[nodiscard]] page_content render_page(const failure_page& page);

}  // namespace dsgw
