#pragma once

// Datasette's configuration directory mode: FILES that hold one directory. What Datasette would
// find in there is found here, so that it can be started with plain files and options and never
// sees the directory's metadata.

#include "base/problem.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dsgw {

struct directory_layout
{
    std::optional<std::string> directory;  ///< as given; nothing if no directory was among FILES

    /// FILES without the directory, then its *.db, *.sqlite, *.sqlite3, sorted by name within each;
    /// not those of immutable_databases. To be given to Datasette as FILES.
    std::vector<std::string> databases;

    /// Those that inspect-data.json says never change; extra_arguments() holds them.
    std::vector<std::string> immutable_databases;

    std::optional<std::string> metadata;       ///< metadata.json, .yaml or .yml
    std::optional<std::string> config;         ///< datasette.json, .yaml or .yml
    std::optional<std::string> settings_json;  ///< settings.json of the 0.65 line

    std::optional<std::string> template_dir;  ///< templates/: pass as --template-dir
    std::optional<std::string> plugins_dir;   ///< plugins/: pass as --plugins-dir
    std::optional<std::string> static_dir;    ///< static/: pass as --static static:DIR
    std::optional<std::string> inspect_file;  ///< inspect-data.json: pass as --inspect-file

    [[nodiscard]] bool operator==(const directory_layout&) const = default;

    /// What to add to the child's arguments for the parts above; an option that the user gave
    /// himself wins over the directory's, as in Datasette.
    /// @param given  the Datasette options of the command line, word for word.
    [[nodiscard]] std::vector<std::string> extra_arguments(const std::vector<std::string>& given
    ) const;
};

/// Looks at the file system. More than one directory is a problem, as in Datasette.
[[nodiscard]] directory_layout read_directory_layout(
    const std::vector<std::string>& files, problem_list& problems
);

}  // namespace dsgw
