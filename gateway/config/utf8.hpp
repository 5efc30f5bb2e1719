#pragma once

// Is it UTF-8? Files and variables are asked before their text goes into JSON.

#include <cstddef>
#include <optional>
#include <string_view>

namespace dsgw {

/// @return the offset of the first byte that is not UTF-8 (RFC 3629: no overlong form, no
/// surrogate,
///         nothing beyond U+10FFFF), or nothing.
[[nodiscard]] std::optional<std::size_t> find_bad_utf8(std::string_view text);

}  // namespace dsgw
