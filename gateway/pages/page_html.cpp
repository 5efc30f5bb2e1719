#include "gateway/pages/page_html.hpp"

#include "gateway/html/page_template.hpp"

namespace dsgw {

namespace {

std::vector<crumb> way_home(const std::string& base_url) { return {{"home", base_url}}; }

}  // namespace

page_content render_page(const login_page& page)
{
    page_data data;
    set_text(data, "action", page.base_url + "-/login");
    set_text(data, "csrf_token", page.csrf_token);
    set_text(data, "username", page.username);
    set_text(data, "next", page.next);
    set_text(data, "message", page.message);
    page_content made{"Log in"};
    made.crumbs = way_home(page.base_url);
    made.csrf_token = page.csrf_token;
    made.html = render_template("login.mustache", data);
    return made;
}

page_content render_page(const logout_page& page)
{
    page_data data;
    set_text(data, "action", page.base_url + "-/logout");
    set_text(data, "csrf_token", page.csrf_token);
    set_text(data, "actor_name", page.actor_name);
    data.set("is_basic", page.is_basic);
    page_content made{"Log out"};
    made.crumbs = way_home(page.base_url);
    made.csrf_token = page.csrf_token;
    made.html = render_template("logout.mustache", data);
    return made;
}

page_content render_page(const logged_out_page& page)
{
    page_data data;
    set_text(data, "home", page.base_url);
    page_content made{"Log out"};
    made.crumbs = way_home(page.base_url);
    made.html = render_template("logged_out.mustache", data);
    return made;
}

page_content render_page(const password_tool_page& page)
{
    page_data data;
    set_text(data, "action", page.base_url + "-/password-tool");
    set_text(data, "csrf_token", page.csrf_token);
    set_text(data, "hash", page.hash);
    set_text(data, "message", page.message);
    page_content made{"Password tool"};
    made.crumbs = way_home(page.base_url);
    made.csrf_token = page.csrf_token;
    made.html = render_template("password_tool.mustache", data);
    return made;
}

page_content render_page(const failure_page& page)
{
    const auto link_of = [](const crumb& link) {
        page_data data;
        set_text(data, "href", link.href);
        set_text(data, "label", link.label);
        return data;
    };
    page_data data;
    set_text(data, "title", page.title);
    set_text(data, "text", page.text);
    set_text(data, "choices_heading", page.choices_heading);
    page_list choices;
    for (const auto& choice : page.choices)
        choices.push_back(link_of(choice));
    set_list(data, "choices", std::move(choices));
    set_text(data, "request_id", page.request_id);
    data.set("back", page.back.label.empty() ? page_data(false) : link_of(page.back));
    page_content made{page.title};
    made.crumbs = way_home(page.base_url);
    made.html = render_template("failure.mustache", data);
    return made;
}

}  // namespace dsgw
