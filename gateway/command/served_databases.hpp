#pragma once

// Lists the database files of a site, and finds the missing ones. For check and serve alike:
// Datasette would report a missing file later, and only the first.

#include "gateway/command/cli.hpp"
#include "gateway/config/config.hpp"

#include <map>
#include <string>
#include <vector>

namespace dsgw {

/// FILES, the files of the directory, and the files of -i.
[[nodiscard]] std::vector<std::string> served_databases(
    const serve_options& options, const config& configured
);

/// @return the file of each name that Datasette gives: the name of the file without its extension,
///         with `_2` and so on added if the name is taken. Plugins can add other databases.
[[nodiscard]] std::map<std::string, std::string> served_database_names(
    const serve_options& options, const config& configured
);

/// The files that are missing and that neither --create nor the audit log will create.
[[nodiscard]] problem_list find_missing_databases(
    const serve_options& options, const config& configured
);

}  // namespace dsgw
