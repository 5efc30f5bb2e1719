#include "gateway/pages/secrets/secrets_html.hpp"

#include "base/url.hpp"
#include "gateway/html/page_template.hpp"
#include "gateway/html/safe_html.hpp"
#include "secrets/limits.hpp"

namespace dsgw {

namespace {

std::vector<crumb> way_to_secrets(const std::string& base_url)
{
    return {{"home", base_url}, {"secrets", base_url + "-/secrets"}};
}

/// Description and link of a secret, as HTML.
std::string render_about(const secret_about& about, std::string_view between)
{
    auto html = keep_safe_html(about.description);
    if (about.obtain_label.empty() && about.obtain_url.empty()) return html;
    if (!html.empty()) html += between;
    const auto label =
        escape_html(about.obtain_label.empty() ? about.obtain_url : about.obtain_label);
    if (!is_web_url(about.obtain_url)) return html + label;
    html += "<a href=\"";
    html += escape_html(about.obtain_url);
    html += "\" rel=\"noopener noreferrer\">";
    html += label;
    html += "</a>";
    return html;
}

/// The same, after a name in a list.
std::string render_about_behind_name(const secret_about& about)
{
    const auto html = render_about(about, ", ");
    return html.empty() ? html : " - " + html;
}

void set_value(page_data& data, const value_traits& value)
{
    data.set("length", std::to_string(value.characters));
    set_text(data, "fingerprint", value.fingerprint);
}

page_data data_of(const stored_secret& secret, const std::string& base_url)
{
    page_data data;
    data.set("name", secret.name);
    const auto href = secret_href(base_url, secret.name);
    set_text(data, "href", secret.is_editable ? href : href + "/delete");
    auto about = render_about(secret.about, ", ");
    if (!about.empty()) about.insert(0, "<br>");
    set_text(data, "about", about);
    set_text(data, "note", secret.note);
    data.set("version", std::to_string(secret.version));
    set_text(data, "updated_at", secret.updated_at);
    set_text(data, "updated_by", secret.updated_by);
    set_text(data, "last_used_at", secret.last_used_at);
    set_text(data, "last_used_by", secret.last_used_by);
    data.set("is_unreadable", !secret.is_readable);
    return data;
}

page_list versions_of(const secret_page& page)
{
    page_list versions;
    for (const auto& each : page.history) {
        page_data data;
        const bool is_current = page.current && page.current->version == each.version;
        data.set("version", std::to_string(each.version));
        set_text(data, "note", each.note);
        set_text(data, "updated_at", each.updated_at);
        set_text(data, "updated_by", each.updated_by);
        set_value(data, each.value);
        data.set("is_current", is_current);
        data.set(
            "is_restorable",
            !is_current && page.environment.empty() && !each.value.fingerprint.empty()
        );
        versions.push_back(std::move(data));
    }
    return versions;
}

page_list events_of(const secret_page& page)
{
    page_list events;
    for (const auto& each : page.events) {
        page_data data;
        set_text(data, "when", each.when);
        set_text(data, "action", each.action);
        set_text(data, "who", each.who);
        set_text(data, "client", each.client);
        events.push_back(std::move(data));
    }
    return events;
}

page_data current_of(const secret_page& page)
{
    page_data data(false);
    if (!page.current) return data;
    data = page_data();
    data.set("version", std::to_string(page.current->version));
    set_text(data, "updated_at", page.current->updated_at);
    set_text(data, "updated_by", page.current->updated_by);
    set_text(data, "last_used_at", page.last_used_at);
    set_text(data, "last_used_by", page.last_used_by);
    set_value(data, page.current->value);
    return data;
}

std::string heading_of(const secret_page& page)
{
    if (!page.environment.empty()) return "Secret: " + page.name;
    return (page.current ? "Update secret: " : "Add secret: ") + page.name;
}

}  // namespace

std::string secret_href(std::string_view base_url, std::string_view name)
{
    return std::string(base_url) + "-/secrets/" + percent_encoded(name);
}

page_content render_page(const secrets_page& page)
{
    page_data data;
    set_text(data, "action", page.base_url + "-/secrets");
    set_text(data, "query", page.query);
    data.set("total", std::to_string(page.total));
    const auto shown = page.stored.size() + page.unset.size() + page.environment.size();
    data.set("has_search", page.total > secrets_without_search_max || !page.query.empty());
    data.set("nothing_found", shown == 0 && !page.query.empty());
    data.set("is_empty", shown == 0 && page.query.empty());
    page_list stored;
    for (const auto& each : page.stored)
        stored.push_back(data_of(each, page.base_url));
    page_list unset;
    for (const auto& each : page.unset) {
        page_data row;
        row.set("name", each.name);
        set_text(row, "href", secret_href(page.base_url, each.name));
        set_text(row, "about", render_about_behind_name(each.about));
        unset.push_back(std::move(row));
    }
    page_list environment;
    for (const auto& each : page.environment) {
        page_data row;
        row.set("name", each.name);
        set_text(row, "variable", each.variable);
        set_text(row, "about", render_about_behind_name(each.about));
        environment.push_back(std::move(row));
    }
    data.set("one_unset", unset.size() == 1);
    data.set("one_environment", environment.size() == 1);
    set_list(data, "stored", std::move(stored));
    set_list(data, "unset", std::move(unset));
    set_list(data, "environment", std::move(environment));
    page_content made{"Manage secrets"};
    made.crumbs = {{"home", page.base_url}};
    made.csrf_token = page.csrf_token;
    made.html = render_template("secrets.mustache", data);
    return made;
}

page_content render_page(const secret_page& page)
{
    const auto href = secret_href(page.base_url, page.name);
    const bool is_editable = page.environment.empty();
    const auto stored_note = page.current ? page.current->note : std::string();
    page_data data;
    data.set("heading", heading_of(page));
    data.set("is_editable", is_editable);
    data.set("current", current_of(page));
    data.set("note_length_max", std::to_string(secrets::limits::note_characters_max));
    set_text(data, "action", href);
    set_text(data, "csrf_token", page.csrf_token);
    set_text(data, "message", page.message);
    set_text(data, "about", render_about(page.about, ". "));
    set_text(data, "variable", page.environment);
    set_text(data, "note", page.typed_note.value_or(stored_note));
    set_text(data, "restore_action", href + "/restore");
    set_text(data, "delete_href", page.current ? href + "/delete" : "");
    set_list(data, "versions", versions_of(page));
    set_list(data, "events", events_of(page));
    page_content made{heading_of(page)};
    made.crumbs = way_to_secrets(page.base_url);
    made.csrf_token = page.csrf_token;
    made.html = render_template("secret.mustache", data);
    return made;
}

page_content render_page(const delete_secret_page& page)
{
    page_data data;
    set_text(data, "name", page.name);
    set_text(data, "action", secret_href(page.base_url, page.name) + "/delete");
    set_text(data, "cancel_href", page.base_url + "-/secrets");
    set_text(data, "csrf_token", page.csrf_token);
    data.set("versions", std::to_string(page.versions));
    data.set("one_version", page.versions == 1);
    page_content made{"Delete secret: " + page.name};
    made.crumbs = way_to_secrets(page.base_url);
    made.csrf_token = page.csrf_token;
    made.html = render_template("delete_secret.mustache", data);
    return made;
}

}  // namespace dsgw
