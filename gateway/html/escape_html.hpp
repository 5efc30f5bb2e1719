#pragma once

// Escapes text for use in HTML, as content or in a quoted attribute. Pure.

#include <string>
#include <string_view>

namespace dsgw {

[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace dsgw
