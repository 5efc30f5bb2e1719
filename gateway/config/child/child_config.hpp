#pragma once

// The configuration that the Datasette behind the gateway is given: the user's, without password
// hashes, without keys, in the shape that its line reads. Pure: makes texts, writes no files.

#include "gateway/config/config.hpp"

#include <string>
#include <vector>

namespace dsgw {

enum class datasette_line
{
    v0_65,
    v1_0,
};

struct child_config_options
{
    /// The real datasette-secrets is installed beside Datasette: it keeps its block, with the key
    /// in the environment.
    bool keep_datasette_secrets = false;
};

struct child_config
{
    /// For -m: JSON text, "{}" if there is nothing to say. Write it with mode 0600.
    std::string metadata_json;

    /// For -c: JSON text; "" for 0.65, which has no such option.
    std::string config_json;

    /// To hand over as --setting NAME VALUE, in order.
    std::vector<setting_pair> settings;

    /// To set in the child's environment. Values are secret.
    std::vector<setting_pair> environment;

    /// Variables that only removed blocks refer to, and those that would change how the child
    /// listens: unset them in the child.
    std::vector<std::string> environment_withheld;

    /// Something about secrets is configured: Datasette gets the package of plugin/.
    bool with_python_plugin = false;

    /// Features that a line lacks, and keys in both files; for the log.
    problem_list warnings;
};

[[nodiscard]] child_config make_child_config(
    const config& from, datasette_line line, child_config_options options = {}
);

}  // namespace dsgw
