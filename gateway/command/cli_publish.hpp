#pragma once

// The options of `package` and `publish cloudrun`: Datasette's, with the same meaning, and some of
// our own. Both the parser and the help use one table for each command.

#include "gateway/command/cli_options.hpp"

#include <span>
#include <string>

namespace dsgw {

/// The help for package, publish and publish cloudrun.
[[nodiscard]] std::span<const command_help> publish_helps();

/// The options of package and of publish cloudrun.
[[nodiscard]] std::span<const cli_option> publish_command_options(command_name command);

/// @return the missing option or argument, or "".
[[nodiscard]] std::string why_incomplete(const publish_options& given);

}  // namespace dsgw
