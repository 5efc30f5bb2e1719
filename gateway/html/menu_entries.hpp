#pragma once

// What the gateway adds to the menu of Datasette's pages, and the HTML for it, written as the
// base.html of both lines writes it. Pure.

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

/// For somebody who is logged in. Datasette itself shows it on most pages, but not on all: its
/// error pages do not know the actor.
struct log_out_entry
{
    std::string action;      ///< path of the log-out page, base_url included
    std::string csrf_token;  ///< sent along as `csrftoken`; may be empty
    std::string actor_name;  ///< text, UTF-8
};

struct menu_entries
{
    std::vector<menu_link> links;
    std::optional<log_out_entry> log_out;

    [[nodiscard]] bool empty() const { return links.empty() && !log_out; }
};

/// Which of the links are wanted, by their place in the list.
using link_filter = std::function<bool(std::size_t)>;

/// The list items of the links that `wanted` lets through; "" for none.
[[nodiscard]] std::string render_menu_items(
    const std::vector<menu_link>& links, const link_filter& wanted
);

/// The same with their list round them; "" for none.
[[nodiscard]] std::string render_menu_list(
    const std::vector<menu_link>& links, const link_filter& wanted
);

[[nodiscard]] std::string render_log_out_form(const log_out_entry& log_out);

/// Who is logged in, as it stands beside the menu.
[[nodiscard]] std::string render_actor_name(const log_out_entry& log_out);

/// A whole menu, for a page that has none. @param inner  list and form.
[[nodiscard]] std::string render_menu(const std::string& inner);

}  // namespace dsgw
