#pragma once

// Strict JSON: what Boost.JSON reads, less everything that would be lost in silence.

#include "gateway/config/config_value.hpp"

#include <optional>

namespace dsgw {

struct strict_json
{
    boost::json::value value;
    std::optional<problem> syntax_error;  ///< not JSON at all (it may still be YAML)
    problem_list problems;  ///< JSON, but: a key twice, an integer beyond 64 bits, too deep
};

/// @param text  UTF-8 without byte order mark.   @param file  for messages.
[[nodiscard]] strict_json parse_strict_json(std::string_view text, const std::string& file);

/// "file:line:column" of a byte offset, both from 1, columns in code points.
[[nodiscard]] std::string text_place(
    std::string_view text, const std::string& file, std::size_t offset
);

}  // namespace dsgw
