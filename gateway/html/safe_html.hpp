#pragma once

// Makes untrusted text and HTML safe to show: escapes text, and filters HTML, such as the
// descriptions that plugins and configurations give to secrets. Pure.

#include <string>
#include <string_view>

namespace dsgw {

/// Escapes text for use in HTML, as content or in a quoted attribute.
[[nodiscard]] std::string escape_html(std::string_view text);

/// Keeps links to http and https, `code`, `em`, `strong`, `b` and `i`, without any attribute except
/// href. Every element is closed, and no link contains another. Keeps character references.
/// Everything else is escaped, so it is shown as written.
[[nodiscard]] std::string keep_safe_html(std::string_view html);

}  // namespace dsgw
