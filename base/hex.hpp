#pragma once

// Bytes as hex digits.

#include <span>
#include <string>

namespace dsgw {

/// Two lower-case digits for each byte.
[[nodiscard]] std::string to_hex(std::span<const unsigned char> bytes);

}  // namespace dsgw
