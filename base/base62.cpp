#include "base/base62.hpp"

#include <algorithm>
#include <limits>

namespace dsgw {
namespace {

// This alphabet does not begin with the digits as usual: datasette/utils/baseconv.py.
constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz";
constexpr std::uint64_t digit_count = 62;

}  // namespace

std::string base62_encode(std::uint64_t number)
{
    std::string text;
    do {
        text.push_back(digits[number % digit_count]);
        number /= digit_count;
    } while (number != 0);
    std::reverse(text.begin(), text.end());
    return text;
}

std::optional<std::uint64_t> base62_decode(std::string_view text)
{
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t number = 0;
    for (const char one : text) {
        const std::size_t digit = digits.find(one);
        if (digit == std::string_view::npos) return std::nullopt;
        if (number > (most - digit) / digit_count) return std::nullopt;
        number = number * digit_count + digit;
    }
    return number;
}

}  // namespace dsgw
