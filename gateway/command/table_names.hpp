#pragma once

// The tables of a database file, for names in the configuration that are meant to be one.

#include <string>
#include <vector>

namespace dsgw {

/// Reads the file without changing anything, or making a file beside it.
/// @return tables and views; none if the file cannot be read as a database now, which is for
///         Datasette to report.
[[nodiscard]] std::vector<std::string> read_table_names(const std::string& file);

}  // namespace dsgw
