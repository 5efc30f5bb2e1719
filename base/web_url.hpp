#pragma once

// Checks the targets of links on our pages. Pure.

#include <string_view>

namespace dsgw {

/// True for http:// and https:// followed by more, without white space, control characters and
/// characters that end an attribute.
[[nodiscard]] bool is_web_url(std::string_view url);

}  // namespace dsgw
