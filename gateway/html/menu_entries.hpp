#pragma once

// The entries that the gateway adds to the menu of Datasette's pages, in the HTML of the base.html
// of both lines. Pure.

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace dsgw {

struct menu_link
{
    std::string href;   ///< a path within the site, base_url included
    std::string label;  ///< text
};

/// For a logged-in user. Datasette itself shows it on most pages, but its error pages do not know
/// the actor.
struct logout_entry
{
    std::string action;      ///< path of the logout page, base_url included
    std::string csrf_token;  ///< sent as `csrftoken`; may be empty
    std::string actor_name;  ///< text, UTF-8
};

struct menu_entries
{
    std::vector<menu_link> links;
    std::optional<logout_entry> logout;

    [[nodiscard]] bool empty() const { return links.empty() && !logout; }
};

/// Selects links by their index in the list.
using link_filter = std::function<bool(std::size_t)>;

/// The list items of the links that `wanted` selects; "" for none.
[[nodiscard]] std::string render_menu_items(
    const std::vector<menu_link>& links, const link_filter& wanted
);

/// The same, with their list element; "" for none.
[[nodiscard]] std::string render_menu_list(
    const std::vector<menu_link>& links, const link_filter& wanted
);

[[nodiscard]] std::string render_logout_form(const logout_entry& logout);

/// The name of the logged-in user, as shown beside the menu.
[[nodiscard]] std::string render_actor_name(const logout_entry& logout);

/// A whole menu, for a page without one.
/// @param inner  list and form.
[[nodiscard]] std::string render_menu(const std::string& inner);

}  // namespace dsgw
