#pragma once

// Bytes as libsodium and OpenSSL take them, and as hex digits.

#include <span>
#include <string>
#include <string_view>

namespace dsgw {

[[nodiscard]] inline const unsigned char* as_unsigned(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

[[nodiscard]] inline unsigned char* as_unsigned(char* bytes)
{
    return reinterpret_cast<unsigned char*>(bytes);
}

/// Deleted: the length would be measured up to a NUL that may be missing.
const unsigned char* as_unsigned(const char* bytes) = delete;

/// Two lower-case digits for each byte.
[[nodiscard]] std::string to_hex(std::span<const unsigned char> bytes);

}  // namespace dsgw
