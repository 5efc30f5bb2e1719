#pragma once

// Filters untrusted HTML: the descriptions that plugins and configurations give to secrets. Pure.

#include <string>
#include <string_view>

namespace dsgw {

/// Keeps links to http and https, `code`, `em`, `strong`, `b` and `i`, without any attribute except
/// href. Every element is closed, and no link contains another. Keeps character references.
/// Everything else is escaped, so it is shown as written.
[[nodiscard]] std::string keep_safe_html(std::string_view html);

}  // namespace dsgw
