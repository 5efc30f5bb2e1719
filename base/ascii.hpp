#pragma once

// Characters in the sense of HTTP and the configuration: ASCII only, independent of the locale.

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

namespace dsgw {

[[nodiscard]] constexpr char to_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

[[nodiscard]] constexpr bool equals_ignoring_case(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, {}, to_lower, to_lower);
}

[[nodiscard]] constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[nodiscard]] constexpr bool is_alphanumeric(char c)
{
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z');
}

/// The value of a hexadecimal digit, or -1.
[[nodiscard]] constexpr int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Strips the characters of `unwanted` at both ends.
[[nodiscard]] constexpr std::string_view trim(std::string_view text, std::string_view unwanted)
{
    const auto first = text.find_first_not_of(unwanted);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(unwanted) - first + 1);
}

/// Strips spaces and tabs at both ends.
/// @source RFC 9110 section 5.6.3.
[[nodiscard]] constexpr std::string_view trim_blanks(std::string_view text)
{
    return trim(text, " \t");
}

/// Strips the white space of Python's str.strip(): the plugin strips hashes and passwords.
[[nodiscard]] constexpr std::string_view strip(std::string_view text)
{
    return trim(text, " \t\n\r\f\v\x1c\x1d\x1e\x1f");
}

/// The number in decimal digits.
inline void append_number(std::integral auto number, std::string& out)
{
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

namespace detail {

constexpr std::array<bool, 256> make_token_table()
{
    std::array<bool, 256> table{};
    for (unsigned char c = '0'; c <= '9'; ++c)
        table[c] = true;
    for (unsigned char c = 'a'; c <= 'z'; ++c)
        table[c] = true;
    for (unsigned char c = 'A'; c <= 'Z'; ++c)
        table[c] = true;
    for (const char c : std::string_view("!#$%&'*+-.^_`|~"))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}

inline constexpr auto token_table = make_token_table();

}  // namespace detail

/// One or more tchar. @source RFC 9110 section 5.6.2.
[[nodiscard]] constexpr bool is_token(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return detail::token_table[static_cast<unsigned char>(c)];
    });
}

}  // namespace dsgw
