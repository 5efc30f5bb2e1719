#pragma once

// Checks that can be made before anything is started: files exist and are usable, and options do
// not conflict. For check and serve alike: Datasette would report these errors later, and one at a
// time.

#include "base/problem.hpp"
#include "gateway/command/cli.hpp"
#include "gateway/config/config.hpp"

#include <optional>
#include <string>

namespace dsgw {

struct start_findings
{
    problem_list errors;  ///< errors that prevent a start
    problem_list warnings;
};

/// Opens files for reading, and changes nothing.
[[nodiscard]] start_findings check_start(const serve_options& options, const config& configured);

/// For an SQLite file.
/// @return "not an SQLite database", or the system's error; nothing for an empty file.
[[nodiscard]] std::optional<problem> check_database_file(const std::string& file);

/// For a file of the gateway, which is created with its folders if it is missing.
/// @return the reason why it cannot be written, or nothing.
[[nodiscard]] std::optional<problem> check_writable(const std::string& file);

}  // namespace dsgw
