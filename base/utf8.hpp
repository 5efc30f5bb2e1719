#pragma once

// Checks UTF-8, for files, variables and secrets.

#include <cstddef>
#include <optional>
#include <string_view>

namespace dsgw {

/// @return the offset of the first byte that is not UTF-8 (RFC 3629: no overlong form, surrogate or
///         number beyond U+10FFFF), or nothing.
[[nodiscard]] std::optional<std::size_t> find_bad_utf8(std::string_view text);

}  // namespace dsgw
