#pragma once

// {"$env": "NAME"} and {"$file": "PATH"} in plugin configuration.

#include "base/problem.hpp"

#include <boost/json/value.hpp>

#include <set>
#include <string>

namespace dsgw {

/// A copy of `value` in which every reference (an object with exactly that one key) is replaced by
/// what it refers to, always a string. A variable that is not set, or a file that cannot be read as
/// UTF-8 text, gives null and a problem, which names the variable or file but no value.
/// @param where  "metadata.json: plugins.x": the place of `value`, for problems.
/// @source datasette.utils.resolve_env_secrets.
[[nodiscard]] boost::json::value resolve_references(
    const boost::json::value& value, const std::string& where, problem_list& problems
);

/// Adds the names of all variables that {"$env"} references in `value` name.
void collect_variables(const boost::json::value& value, std::set<std::string>& names);

/// Adds the paths of all files that {"$file"} references in `value` name.
void collect_files(const boost::json::value& value, std::set<std::string>& paths);

}  // namespace dsgw
