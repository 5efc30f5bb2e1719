#pragma once

// "Did you mean": the known name that is nearest to one that nobody knows.

#include <span>
#include <string>
#include <string_view>

namespace dsgw {

/// Single-character insertions, removals, replacements and swaps of neighbours between two names.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// @return the nearest of `known`, or "" if none is near enough to be what was meant.
[[nodiscard]] std::string_view nearest_name(
    std::string_view name, std::span<const std::string_view> known
);

/// @return "; did you mean NEAREST?", or "" as above. To be put before a full stop or at an end.
[[nodiscard]] std::string did_you_mean(
    std::string_view name, std::span<const std::string_view> known
);

}  // namespace dsgw
