#pragma once

// URLs: percent-encoding, also of forms, and the targets of links on our pages. Pure.
// @source RFC 3986 section 2.1.

#include "base/ascii.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

/// @return the byte that is encoded at `at` as "%XX"; nothing without two hex digits.
[[nodiscard]] constexpr std::optional<char> percent_byte(std::string_view text, std::size_t at)
{
    if (text.size() - at < 3) return std::nullopt;
    const int high = hex_digit(text[at + 1]);
    const int low = hex_digit(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    return static_cast<char>(high * 16 + low);
}

/// @return the text with all characters encoded, except unreserved ones and those in `kept`.
[[nodiscard]] inline std::string percent_encoded(std::string_view text, std::string_view kept = {})
{
    constexpr std::string_view unreserved = "-._~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto is_in = [c](std::string_view some) { return some.find(c) != some.npos; };
        if (is_alphanumeric(c) || is_in(unreserved) || is_in(kept)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

/// True for http:// and https:// followed by more, without white space, control characters and
/// characters that end an attribute.
[[nodiscard]] bool is_web_url(std::string_view url);

}  // namespace dsgw
