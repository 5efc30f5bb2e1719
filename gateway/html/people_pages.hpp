#pragma once

// The pages for people: log in, log out, hash a password, and refusals. Data in, HTML out; what the
// data means and where it comes from is others' business. Pure.

#include "gateway/html/page_shell.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// /-/login. The fields are those of datasette-auth-passwords, and `next`.
struct log_in_page
{
    std::string base_url = "/";
    std::string csrf_token{};
    std::string username{};  ///< as typed before
    std::string next{};      ///< where to go afterwards, a path within the site
    std::string message{};   ///< why it did not work, or ""
};

/// What datasette-auth-passwords says, word for word.
inline constexpr std::string_view wrong_password_message = "Invalid username or password";
inline constexpr std::string_view no_accounts_message =
    "This instance does not have any configured accounts";

/// /-/logout, GET.
struct log_out_page
{
    std::string base_url = "/";
    std::string csrf_token{};
    std::string actor_name{};
    bool is_basic = false;  ///< who is logged in by Basic credentials must be told what comes
};

/// Body of the 401 that makes a browser forget its Basic credentials. Wants the built-in shell: the
/// reader can fetch no style sheet any more.
struct logged_out_page
{
    std::string base_url = "/";
};

/// /-/password-tool.
struct password_tool_page
{
    std::string base_url = "/";
    std::string csrf_token{};
    std::string hash{};     ///< what was made of the last form, or ""
    std::string message{};  ///< or why nothing was made of it
};

/// Something that cannot be done or is not there.
struct failure_page
{
    std::string base_url = "/";
    std::string title;              ///< "404 Not Found"
    std::string text;               ///< a sentence or two
    std::string choices_heading{};  ///< "There are these secrets:"
    std::vector<crumb> choices{};
    crumb back{};              ///< where to go from here; none if its label is empty
    std::string request_id{};  ///< "" is not shown
};

[[nodiscard]] page_content render_page(const log_in_page& page);
[[nodiscard]] page_content render_page(const log_out_page& page);
[[nodiscard]] page_content render_page(const logged_out_page& page);
[[nodiscard]] page_content render_page(const password_tool_page& page);
[[nodiscard]] page_content render_page(const failure_page& page);

}  // namespace dsgw
