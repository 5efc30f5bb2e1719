#pragma once

// The text of a configuration file as a JSON value. Datasette's rule: JSON if it is JSON, else
// YAML, whatever the file is called; but stricter: nothing that cannot be kept exactly is let
// through.

#include "base/problem.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace dsgw {

struct parsed_config
{
    boost::json::value value;  ///< null if there are problems
    problem_list problems;
    problem_list warnings;
};

/// @param text  UTF-8, with or without byte order mark.
/// @param file  for messages; its extension decides whose syntax error is shown.
[[nodiscard]] parsed_config parse_config_text(std::string_view text, const std::string& file);

/// The name of the file in messages: "-" is "standard input".
[[nodiscard]] std::string name_for_people(const std::string& file);

/// Reads the file; one that cannot be read, or is larger than 16 MiB, is a problem. "-" is standard
/// input, which can be read only once: later calls, for example at a reload, get the same text.
[[nodiscard]] parsed_config read_config_file(const std::string& file);

/// As above, and the top level must be an object. A file with nothing in it (or comments, or null)
/// is a problem: applied as {}, it would open the site.
[[nodiscard]] parsed_config read_config_object(const std::string& file);

}  // namespace dsgw
