#pragma once

// Fills the mustache templates of gateway/html/templates. Everything is escaped, except values in
// triple braces. Only the sources that fill templates include this.

#include <kainjow/mustache.hpp>

#include <string>
#include <string_view>

namespace dsgw {

using page_data = kainjow::mustache::data;
using page_list = kainjow::mustache::list;

/// Sets the name so that "" counts as absent, even if an outer context has the same name.
inline void set_text(page_data& data, const char* name, std::string_view text)
{
    data.set(name, text.empty() ? page_data(false) : page_data(std::string(text)));
}

/// Sets `name`, and `has_NAME` to whether it is not empty.
void set_list(page_data& data, const std::string& name, page_list list);

/// @param file  "login.mustache".
[[nodiscard]] std::string render_template(std::string_view file, const page_data& data);

}  // namespace dsgw
