#pragma once

// The frame round a page of the gateway's own: head, navigation, footer and styles of the site, so
// that the page looks and works as part of it. It is made of a page that Datasette itself rendered
// for the same reader, or, where there is none, of one that is built in. Pure.

#include "gateway/html/menu_entries.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// A step of the way from the front page to this one.
struct crumb
{
    std::string label;  ///< text
    std::string href;   ///< a path within the site, base_url included
};

/// As Datasette numbers them in ds_messages.
enum class message_kind
{
    info = 1,
    warning = 2,
    error = 3,
};

/// What happened to the last form, shown once at the top of a page.
struct flash_message
{
    std::string text;
    message_kind kind = message_kind::info;
};

/// What a page puts into the shell.
struct page_content
{
    std::string title;  ///< text
    std::vector<crumb> crumbs{};
    std::vector<flash_message> messages{};
    std::string csrf_token{};  ///< for the shell's own log-out form
    std::string html{};        ///< the page itself, without its heading's frame
};

/// What a shell depends on besides the reader.
struct shell_site
{
    std::string base_url = "/";  ///< "/" or "/sub/"
    menu_entries entries{};  ///< for the menu of this reader; links that it has stay as they are
};

/// Immutable; good for as many pages as wanted. The pages carry no script of their own, and of the
/// site's only those that it serves itself.
class page_shell
{
public:
    /// Keeps all of the page but its title, crumbs and content, what belongs to that page alone
    /// (alternate and canonical links), and scripts that stand in the page or come from elsewhere.
    /// @param html  any whole page of Datasette's, best one that costs it little: /-/logout for an
    ///              actor, /-/allow-debug for nobody. Custom templates are fine.
    /// @return      nothing if it is not built like a page of Datasette's: a head with a title, and
    ///              `<section class="content">`.
    [[nodiscard]] static std::optional<page_shell> from_upstream(
        std::string_view html, const shell_site& site
    );

    /// Looks like Datasette and needs nothing from anywhere, not even a style sheet: for when
    /// Datasette is down, and for pages whose reader could not fetch one (the wall of Basic mode
    /// refuses it).
    [[nodiscard]] static page_shell built_in(const shell_site& site);

    [[nodiscard]] std::string render(const page_content& page) const;

    /// The Content-Security-Policy under which a page in this shell works: scripts only from the
    /// site itself, styles and pictures from wherever the shell has them, no frames.
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
        slot behind;  // what follows it
    };
    page_shell(std::vector<part> parts, std::string policy);

    std::vector<part> parts_;
    std::string policy_;
};

/// Path below base_url of the style sheet that shells link to, the same for everybody and no
/// secret: "/-/gateway.css". What to serve there is page_style_sheet().
inline constexpr std::string_view page_style_path = "/-/gateway.css";

[[nodiscard]] std::string_view page_style_sheet();

}  // namespace dsgw
