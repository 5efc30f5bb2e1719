#pragma once

// YAML text as a JSON value, with the meaning that PyYAML's safe_load gives it.

#include "gateway/config/config_value.hpp"

#include <optional>

namespace dsgw {

struct yaml_as_json
{
    boost::json::value value;
    std::optional<problem> syntax_error;  ///< not YAML at all
    problem_list problems;  ///< YAML, but: a key twice, a tag or number that JSON cannot hold, …
    problem_list warnings;
};

/// @param text  UTF-8.   @param file  for messages.
[[nodiscard]] yaml_as_json parse_yaml(const std::string& text, const std::string& file);

}  // namespace dsgw
