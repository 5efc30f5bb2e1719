#pragma once

// Which Python runs an installed `datasette` command. Asking that Python is ten times faster than
// the command itself, which loads Datasette and every plugin even for --version.

#include <optional>
#include <string>

namespace dsgw {

/// @param path  of an executable file.
/// @return the absolute path of the interpreter, if the file is exactly what pip, pipx or uv write
///         for Datasette; nothing for any other program or script, since that may change what is
///         loaded.
[[nodiscard]] std::optional<std::string> python_of_console_script(const std::string& path);

}  // namespace dsgw
