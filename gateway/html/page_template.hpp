#pragma once

// The mustache templates of gateway/html/templates, filled. Everything is escaped but what a
// template takes in triple braces. Only the sources that fill templates include this.

#include <kainjow/mustache.hpp>

#include <string>
#include <string_view>

namespace dsgw {

using page_data = kainjow::mustache::data;
using page_list = kainjow::mustache::list;

/// Sets it so that "" counts as absent, also where something outside has the same name.
inline void set_text(page_data& data, const char* name, std::string_view text)
{
    data.set(name, text.empty() ? page_data(false) : page_data(std::string(text)));
}

/// Sets `name`, and `has_…` of it to whether there is any.
void set_list(page_data& data, const std::string& name, page_list list);

/// @param file  "log_in.mustache".
[[nodiscard]] std::string render_template(std::string_view file, const page_data& data);

}  // namespace dsgw
