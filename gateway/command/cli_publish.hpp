#pragma once

// The options of `package` and `publish cloudrun`: Datasette's, with the same meaning, and few of
// ours. Reading them and their help come from one table each.

#include "gateway/command/cli_options.hpp"

#include <span>
#include <string>

namespace dsgw {

/// Of package, publish and publish cloudrun.
[[nodiscard]] std::span<const command_help> publish_helps();

/// Those of package and of publish cloudrun.
[[nodiscard]] std::span<const cli_option> publish_command_options(command_name command);

/// @return what is missing, or "".
[[nodiscard]] std::string why_incomplete(const publish_options& given);

}  // namespace dsgw
