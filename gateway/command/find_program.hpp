#pragma once

// Finds executables: as a shell would, or beside the gateway's own.

#include <optional>
#include <string>

namespace dsgw {

/// @param name  a path (with a slash), or a name to look for on PATH and then in the folder of this
///              program, for example a virtual environment that is not activated.
/// @return      the path of an executable regular file, or nothing.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name);

/// @param name  of a Datasette that find_program() did not find.
/// @return      the error and its remedy, to follow the name in a message.
[[nodiscard]] std::string why_no_datasette(const std::string& name);

}  // namespace dsgw
