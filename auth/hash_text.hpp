#pragma once

// Shared by the readers of stored hashes: fields between '$', plain numbers, and comparison in
// constant time. Pure.

#include <optional>
#include <string_view>
#include <vector>

namespace dsgw::auth {

/// The fields between '$', empty ones too: "$a$b" is "", "a", "b". Views into `text`.
[[nodiscard]] std::vector<std::string_view> split_at_dollar(std::string_view text);

struct number_read
{
    std::optional<unsigned> value;  ///< empty: not a number as a program writes it, or too big
    bool too_big = false;           ///< a valid number, but above the limit
};

/// Decimal digits only, no leading zero except in "0" itself, at most `most`.
[[nodiscard]] number_read read_number(std::string_view text, unsigned most);

/// Time depends on the lengths only, which are not secret.
[[nodiscard]] bool is_same_text(std::string_view one, std::string_view other);

}  // namespace dsgw::auth
