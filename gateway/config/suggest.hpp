#pragma once

// "Did you mean": the known name that is most similar to an unknown one.

#include <span>
#include <string>
#include <string_view>

namespace dsgw {

/// Single-character insertions, removals, replacements and swaps of neighbours between two names.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// @return true if `name` is `known` or differs from it by a slip: case, hyphen for underscore, a
///         plural, or one wrong character (two in long names).
[[nodiscard]] bool is_slip(std::string_view name, std::string_view known);

/// @return the first of `known` that `name` differs from by a slip. "" if there is none, or if
/// `name`
///         is itself one of `known`.
[[nodiscard]] std::string_view near_miss(
    std::string_view name, std::span<const std::string_view> known
);

/// Without what people mix up: in lower case, without the signs between words.
[[nodiscard]] std::string bare_name(std::string_view name);

/// @return the nearest of `known`, or "" if none is near enough to be what was meant.
[[nodiscard]] std::string_view nearest_name(
    std::string_view name, std::span<const std::string_view> known
);

/// For what is typed on a command line, where a beginning is often all that is typed.
/// @return the name that is one slip of the finger away, else the shortest of those of `known` that
/// begin with `typed` (three letters or more), else as nearest_name().
[[nodiscard]] std::string_view nearest_word(
    std::string_view typed, std::span<const std::string_view> known
);

/// @return "; did you mean NEAREST?", or "" as above. To be put before a full stop or at an end.
[[nodiscard]] std::string did_you_mean(
    std::string_view name, std::span<const std::string_view> known
);

/// The same with nearest_word().
[[nodiscard]] std::string did_you_mean_word(
    std::string_view typed, std::span<const std::string_view> known
);

}  // namespace dsgw
