#pragma once

// The meaning of an unquoted YAML word: YAML 1.1 as PyYAML's safe_load reads it, which is how
// Datasette reads its files. Pure.

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

struct yaml_scalar
{
    boost::json::value value;  ///< null if there is a problem
    std::string problem;       ///< "" or why the word cannot be taken
    std::string warning;       ///< "" or what is odd about it
};

/// @param word  a plain (unquoted, untagged) scalar.
/// @source PyYAML resolver.py and constructor.py.
[[nodiscard]] yaml_scalar resolve_plain_scalar(std::string_view word);

}  // namespace dsgw
