#pragma once

// HTML from strangers (the descriptions that plugins and configurations give to secrets), of which
// a little may stay. Pure.

#include <string>
#include <string_view>

namespace dsgw {

/// Keeps links to http and https, `code`, `em`, `strong`, `b` and `i`, without any attribute but
/// href, every one of them closed and no link within another; and character references. All else is
/// escaped, so it is shown as it was written.
[[nodiscard]] std::string keep_safe_html(std::string_view html);

}  // namespace dsgw
