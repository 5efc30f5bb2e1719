#include "gateway/html/menu_entries.hpp"

#include "gateway/html/safe_html.hpp"

#include <string_view>

namespace dsgw {

namespace {

// The beginning of the menu, exactly as in Datasette's base.html. The script of 1.0 looks for the
// class details-menu; 0.65 does not use it.
constexpr std::string_view menu_begin =
    R"(<details class="nav-menu details-menu">
        <summary><svg aria-labelledby="nav-menu-svg-title" role="img"
            fill="currentColor" stroke="currentColor" xmlns="http://www.w3.org/2000/svg"
            viewBox="0 0 16 16" width="16" height="16">
                <title id="nav-menu-svg-title">Menu</title>
                <path fill-rule="evenodd" d="M1 2.75A.75.75 0 011.75 2h12.5a.75.75 0 110 1.5H1.7)"
    R"(5A.75.75 0 011 2.75zm0 5A.75.75 0 011.75 7h12.5a.75.75 0 110 1.5H1.75A.75.75 0 011 7.75zM)"
    R"(1.75 12a.75.75 0 100 1.5h12.5a.75.75 0 100-1.5H1.75z"></path>
        </svg></summary>
        <div class="nav-menu-inner">
            )";
constexpr std::string_view menu_end = "</div>\n    </details>\n    ";

}  // namespace

std::string render_menu_items(const std::vector<menu_link>& links, const link_filter& wanted)
{
    std::string items;
    for (std::size_t i = 0; i < links.size(); ++i) {
        if (!wanted(i)) continue;
        items += "    <li><a href=\"";
        items += escape_html(links[i].href);
        items += "\">";
        items += escape_html(links[i].label);
        items += "</a></li>\n            ";
    }
    return items;
}

std::string render_menu_list(const std::vector<menu_link>& links, const link_filter& wanted)
{
    const auto items = render_menu_items(links, wanted);
    return items.empty() ? items : "<ul>\n            " + items + "</ul>\n            ";
}

std::string render_logout_form(const logout_entry& logout)
{
    std::string form = "<form class=\"nav-menu-logout\" action=\"";
    form += escape_html(logout.action);
    form += "\" method=\"post\">\n                ";
    if (!logout.csrf_token.empty()) {
        form += "<input type=\"hidden\" name=\"csrftoken\" value=\"";
        form += escape_html(logout.csrf_token);
        form += "\">\n                ";
    }
    form += "<button class=\"button-as-link\">Log out</button>\n            </form>\n        ";
    return form;
}

std::string render_actor_name(const logout_entry& logout)
{
    std::string name = "<div class=\"actor\">\n        <strong>";
    name += escape_html(logout.actor_name);
    name += "</strong>\n    </div>\n";
    return name;
}

std::string render_menu(const std::string& inner)
{
    std::string menu(menu_begin);
    menu += inner;
    menu += menu_end;
    return menu;
}

}  // namespace dsgw
