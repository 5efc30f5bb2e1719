#pragma once

// Base64 (RFC 4648) in the forms of hashes, cookies and credentials. Constant-time, by libsodium.
// White space and other characters are never skipped.

#include "base/secret_bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

enum class base64_alphabet
{
    standard,  ///< + and /
    url_safe,  ///< - and _
    either,    ///< reading only: both, even mixed, like Python's urlsafe_b64decode
};

enum class base64_padding
{
    required,   ///< exactly enough to fill the last group of four
    forbidden,  ///< no '=' at all
    lenient,    ///< reading: any number of '=' at the end; writing: none
};

/// @pre alphabet is not `either`.
[[nodiscard]] std::string base64_encode(
    std::string_view bytes, base64_alphabet alphabet, base64_padding padding
);

/// @return nothing for a character outside the alphabet, an impossible length, unused bits that are
///         not zero, or wrong padding. "" is "".
[[nodiscard]] std::optional<secret_bytes> base64_decode(
    std::string_view text, base64_alphabet alphabet, base64_padding padding
);

}  // namespace dsgw
