#pragma once

// Base 62 as Datasette writes the expiry of a cookie: the alphabet is A-Z 0-9 a-z.
// @source datasette/utils/baseconv.py

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

[[nodiscard]] std::string base62_encode(std::uint64_t number);

/// @return nothing for a character outside the alphabet or a number beyond 64 bits; "" is 0.
[[nodiscard]] std::optional<std::uint64_t> base62_decode(std::string_view text);

}  // namespace dsgw
