#pragma once

// Descriptions of secrets may hold a little HTML. What is known to be harmless stays, everything
// else is escaped. Pure.

#include <string>
#include <string_view>

namespace dsgw::secrets {

/// Keeps <code>, <em>, <strong> (without attributes) and <a href="http…"> (also with title, target
/// and rel, which go), properly nested and closed, and the entities of HTML's own characters;
/// escapes the rest. Links get rel="noopener noreferrer".
/// @return HTML for the content of an element.
[[nodiscard]] std::string render_description(std::string_view text);

/// True for http:// and https:// with something behind, and no character that ends an attribute.
[[nodiscard]] bool is_web_link(std::string_view url);

}  // namespace dsgw::secrets
