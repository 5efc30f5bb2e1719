#pragma once

// Numbers written as text.

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace dsgw {

/// The number that is the whole of the text: no blanks and no plus sign; a minus sign only for a
/// signed type.
/// @tparam Number  an integer or floating-point type.
/// @param radix    of an integer, 2 to 36; without a prefix such as "0x".
/// @return         nothing for any other text, or if the type cannot hold the number.
template <class Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text, int radix = 10)
{
    Number number{};
    const char* end = text.data() + text.size();
    std::from_chars_result read{};
    if constexpr (std::is_integral_v<Number>) {
        read = std::from_chars(text.data(), end, number, radix);
    } else {
        read = std::from_chars(text.data(), end, number);
    }
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return number;
}

}  // namespace dsgw
