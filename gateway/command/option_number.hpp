#pragma once

// Whole numbers on the command line.

#include <charconv>
#include <string>
#include <system_error>

namespace dsgw {

/// @return the error, with `to` unchanged; or "".
template <class Number>
[[nodiscard]] std::string read_whole_number(
    Number& to, const std::string& text, Number low, Number high
)
{
    Number number{};
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || number < low || number > high)
        return "needs a whole number from " + std::to_string(low) + " to " + std::to_string(high) +
               ", not \"" + text + '"';
    to = number;
    return {};
}

}  // namespace dsgw
