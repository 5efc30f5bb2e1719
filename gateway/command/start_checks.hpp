#pragma once

// Checks that can be made before anything is started: files exist and are usable, and options do
// not conflict. For check and serve alike: Datasette would report these errors later, and one at a
// time.

#include "gateway/command/cli.hpp"
#include "gateway/config/config.hpp"

#include <optional>
#include <string>

namespace dsgw {

struct start_findings
{
    config_problems errors;  ///< errors that prevent a start
    config_problems warnings;
};

/// Opens files for reading, and changes nothing.
[[nodiscard]] start_findings check_start(const serve_options& options, const config& configured);

/// For an SQLite file.
/// @return "not an SQLite database", or the system's error; nothing for an empty file.
[[nodiscard]] std::optional<std::string> why_no_database(const std::string& file);

/// For a file of the gateway, which is created with its folders if it is missing.
/// @return the reason why it cannot be written, or nothing.
[[nodiscard]] std::optional<std::string> why_not_writable(const std::string& file);

}  // namespace dsgw
