#pragma once

// The database files of a site: which there are, and which of them are missing. For check and
// serve alike; Datasette itself would say it later, and only of the first.

#include "gateway/command/cli.hpp"
#include "gateway/config/config.hpp"

#include <set>
#include <string>
#include <vector>

namespace dsgw {

/// FILES, those of the directory, and those of -i.
[[nodiscard]] std::vector<std::string> served_databases(
    const serve_options& options, const config& configured
);

/// Their names as Datasette gives them: the file's name without its ending, with `_2` and so on
/// added where the name is taken. Plugins can add other databases.
[[nodiscard]] std::set<std::string> served_database_names(
    const serve_options& options, const config& configured
);

/// Those that are not there, although nobody will make them: neither --create nor the audit log.
[[nodiscard]] config_problems find_missing_databases(
    const serve_options& options, const config& configured
);

}  // namespace dsgw
