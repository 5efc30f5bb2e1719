#pragma once

// Where an executable is, as a shell would find it.

#include <optional>
#include <string>

namespace dsgw {

/// @param name  a path (with a slash), or a name to be looked for on PATH.
/// @return      the path of an executable regular file, or nothing.
[[nodiscard]] std::optional<std::string> find_program(const std::string& name);

}  // namespace dsgw
