#pragma once

// Where an executable is: as a shell would find it, or beside the gateway's own.

#include <optional>
#include <string>

namespace dsgw {

/// @param name  a path (with a slash), or a name to be looked for on PATH and then in the folder of
///              this program: that of a virtual environment, say, which is not activated.
/// @return      the path of an executable regular file, or nothing.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name);

/// @param name  of a Datasette that find_program() did not find.
/// @return      what is wrong with it and what to do, to stand behind the name.
[[nodiscard]] std::string why_no_datasette(const std::string& name);

}  // namespace dsgw
