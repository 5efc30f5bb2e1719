#pragma once

// The frame of the gateway's own pages: head, navigation, footer and styles of the site, so that a
// page looks and works like part of it. Made from a page that Datasette rendered for the same user
// or, without one, from the built-in page. Pure.

#include "gateway/html/menu_entries.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// A link of the path from the front page to this page.
struct crumb
{
    std::string label;  ///< text
    std::string href;   ///< a path within the site, base_url included
};

/// Numbered as in Datasette's ds_messages.
enum class message_kind
{
    info = 1,
    warning = 2,
    error = 3,
};

/// The result of the last form, shown once at the top of a page.
struct flash_message
{
    std::string text;
    message_kind kind = message_kind::info;
};

/// The content of a page for the shell.
struct page_content
{
    std::string title;  ///< text
    std::vector<crumb> crumbs{};
    std::vector<flash_message> messages{};
    std::string csrf_token{};  ///< for the logout form of the shell
    std::string html{};        ///< the page itself, with its heading
};

/// The values that a shell depends on, apart from the user.
struct shell_site
{
    std::string base_url = "/";  ///< "/" or "/sub/"
    menu_entries entries{};      ///< for this user's menu; existing links stay unchanged
};

/// Immutable; can be used for any number of pages. The pages have no scripts of their own, and of
/// the site's only those that the site itself serves.
class page_shell
{
public:
    /// Keeps the page except its title, crumbs and content, links that belong to that page alone
    /// (alternate and canonical), and scripts that are inline or come from elsewhere.
    /// @param html  any complete page of Datasette, preferably a cheap one: /-/logout for an actor,
    ///              /-/allow-debug for anonymous clients. Custom templates work.
    /// @return      nothing if it is not built like a page of Datasette: a head with a title, and
    ///              `<section class="content">`.
    [[nodiscard]] static std::optional<page_shell> from_upstream(
        std::string_view html, const shell_site& site
    );

    /// Looks like Datasette and loads nothing, not even a style sheet: for the time when Datasette
    /// is down, and for clients that could not load one (http_basic_auth refuses it).
    [[nodiscard]] static page_shell built_in(const shell_site& site);

    [[nodiscard]] std::string render(const page_content& page) const;

    /// The Content-Security-Policy for a page in this shell: scripts only from the site itself,
    /// styles and images from the shell's own sources, no frames.
    [[nodiscard]] const std::string& content_security_policy() const { return policy_; }

private:
    friend class shell_maker;

    enum class slot
    {
        nothing,
        title,
        crumbs,
        messages,
        csrf_token,
        content,
    };
    struct part
    {
        std::string html;
        slot behind;  // the text after it
    };
    page_shell(std::vector<part> parts, std::string policy);

    std::vector<part> parts_;
    std::string policy_;
};

/// Path below base_url of the style sheet that shells link to, the same for all users and not
/// secret: "/-/gateway.css". page_style_sheet() has its content.
inline constexpr std::string_view page_style_path = "/-/gateway.css";

[[nodiscard]] std::string_view page_style_sheet();

}  // namespace dsgw
