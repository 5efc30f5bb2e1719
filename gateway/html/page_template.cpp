#include "gateway/html/page_template.hpp"

#include "gateway/html/embedded_files.hpp"
#include "gateway/html/safe_html.hpp"

#include <cassert>
#include <map>

namespace dsgw {

namespace {

using kainjow::mustache::mustache;

/// Parsed once per thread: rendering changes the error text of the parsed template.
mustache& parsed(std::string_view file)
{
    thread_local std::map<std::string_view, mustache> templates;
    const auto found = templates.find(file);
    if (found != templates.end()) return found->second;
    const auto& embedded = embedded_file(file);
    mustache made{std::string(embedded.text)};
    made.set_custom_escape([](const std::string& text) { return escape_html(text); });
    return templates.emplace(embedded.name, std::move(made)).first->second;
}

}  // namespace

void set_list(page_data& data, const std::string& name, page_list list)
{
    data.set("has_" + name, page_data(!list.empty()));
    data.set(name, page_data(list));
}

std::string render_template(std::string_view file, const page_data& data)
{
    auto& form = parsed(file);
    auto html = form.render(data);
    assert(form.is_valid());
    return html;
}

}  // namespace dsgw
