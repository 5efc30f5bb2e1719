#include "gateway/config/yaml/yaml_scalar.hpp"

#include "base/parse_number.hpp"
#include "gateway/config/yaml/yaml_forms.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace dsgw {

namespace json = boost::json;

namespace {

constexpr const char* too_big =
    "the integer does not fit in 64 bits and cannot be kept exactly; "
    "put it in quotes";

template <std::size_t Size>
bool is_one_of(std::string_view word, const std::array<std::string_view, Size>& words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Base 60, most significant first: "1:30" is 90.
std::optional<std::uint64_t> parse_sexagesimal(std::string_view digits)
{
    std::uint64_t sum = 0;
    while (true) {
        const auto colon = digits.find(':');
        const auto part = digits.substr(0, colon);
        const auto number = parse_number<std::uint64_t>(part);
        if (!number || sum > (std::numeric_limits<std::uint64_t>::max() - *number) / 60) return {};
        sum = sum * 60 + *number;
        if (colon == digits.npos) return sum;
        digits.remove_prefix(colon + 1);
    }
}

std::optional<std::uint64_t> parse_magnitude(std::string_view digits)
{
    if (digits == "0") return 0;
    if (digits.find(':') != digits.npos) return parse_sexagesimal(digits);
    int radix = 10;
    if (digits.starts_with("0b") || digits.starts_with("0x")) {
        radix = digits[1] == 'b' ? 2 : 16;
        digits.remove_prefix(2);
    } else if (digits.starts_with('0')) {
        radix = 8;
    }
    return parse_number<std::uint64_t>(digits, radix);
}

yaml_scalar make_integer(std::string word)
{
    std::erase(word, '_');
    std::string_view digits = word;
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.remove_prefix(1);
    const auto magnitude = parse_magnitude(digits);
    if (!magnitude) return {nullptr, too_big, {}};
    if (!negative) {
        constexpr auto signed_max =
            static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (*magnitude <= signed_max) return {static_cast<std::int64_t>(*magnitude), {}, {}};
        return {*magnitude, {}, {}};
    }
    constexpr std::uint64_t lowest = std::uint64_t(1) << 63;
    if (*magnitude > lowest) return {nullptr, too_big, {}};
    // 0 - x in unsigned arithmetic gives the right bits for -2^63 as well.
    return {static_cast<std::int64_t>(std::uint64_t(0) - *magnitude), {}, {}};
}

/// "190:20:30.15": base 60 with a fraction at the end.
double parse_sexagesimal_float(std::string_view digits)
{
    double sum = 0;
    while (true) {
        const auto colon = digits.find(':');
        const auto part = digits.substr(0, colon);
        sum = sum * 60 + parse_number<double>(part).value_or(0);
        if (colon == digits.npos) return sum;
        digits.remove_prefix(colon + 1);
    }
}

yaml_scalar make_float(std::string word)
{
    std::erase(word, '_');
    std::string_view digits = word;
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.remove_prefix(1);
    constexpr double none = std::numeric_limits<double>::infinity();
    const bool is_sexagesimal = digits.find(':') != digits.npos;
    const double number = is_sexagesimal ? parse_sexagesimal_float(digits)
                                         : parse_number<double>(digits).value_or(none);
    if (!std::isfinite(number))
        return {nullptr, "JSON has no such number; put it in quotes if it is a string", {}};
    return {negative ? -number : number, {}, {}};
}

}  // namespace

yaml_scalar resolve_plain_scalar(std::string_view word)
{
    static constexpr std::array<std::string_view, 5> nulls{"", "~", "null", "Null", "NULL"};
    static constexpr std::array<std::string_view, 9> truths{"yes",  "Yes", "YES", "true", "True",
                                                            "TRUE", "on",  "On",  "ON"};
    static constexpr std::array<std::string_view, 9> untruths{
        "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};

    if (is_one_of(word, nulls)) return {nullptr, {}, {}};
    if (is_one_of(word, truths)) return {true, {}, {}};
    if (is_one_of(word, untruths)) return {false, {}, {}};
    if (word == "=" || word == "<<")
        return {nullptr, "this word has a special meaning in YAML; put it in quotes", {}};
    if (is_yaml_float(word)) return make_float(std::string(word));
    if (is_yaml_integer(word)) return make_integer(std::string(word));
    if (is_yaml_timestamp(word))
        return {
            json::string_view(word.data(), word.size()),
            {},
            "YAML reads this as a date; it is kept as a string (put it in quotes)"};
    return {json::string_view(word.data(), word.size()), {}, {}};
}

}  // namespace dsgw
