#pragma once

// What can be known before anything is started: that files are there and usable, that options fit
// together. For check and serve alike; Datasette itself would say it later, and one at a time.

#include "gateway/command/cli.hpp"
#include "gateway/config/config.hpp"

#include <optional>
#include <string>

namespace dsgw {

struct start_findings
{
    config_problems errors;  ///< with any, the gateway cannot start
    config_problems warnings;
};

/// Opens files for reading, and changes nothing.
[[nodiscard]] start_findings check_start(const serve_options& options, const config& configured);

/// For a file of SQLite's.
/// @return "it is not an SQLite database", or what the system says; nothing for one that is empty.
[[nodiscard]] std::optional<std::string> why_no_database(const std::string& file);

/// For a file of ours, which is made with its folders where it is missing.
/// @return what is in the way of writing it, or nothing.
[[nodiscard]] std::optional<std::string> why_not_writable(const std::string& file);

}  // namespace dsgw
