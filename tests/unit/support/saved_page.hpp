#pragma once

// Pages of the real Datasette, as tests/vectors/pages/record.py saved them.

#include <array>
#include <string>
#include <string_view>

namespace dsgw::test {

inline constexpr std::array<std::string_view, 2> datasette_lines{"0.65.5", "1.0a41"};

/// @param name  "index-actor". Throws if there is no such page.
[[nodiscard]] std::string load_page(std::string_view line, std::string_view name);

/// How often `text` contains `part`.
[[nodiscard]] std::size_t count(std::string_view text, std::string_view part);

/// Without the white space between tags, and runs of it elsewhere as one blank: what a reader of
/// HTML sees.
[[nodiscard]] std::string squeeze(std::string_view html);

}  // namespace dsgw::test
