#pragma once

// The Python package of plugin/, built into the program. With it, plugins of our Datasette can use
// the gateway's secrets without an installation.

#include "gateway/datasette/private_folder.hpp"

#include <string>

namespace dsgw {

enum class python_plugin
{
    /// Datasette loads this package as a plugin and lists it.
    listed,
    /// Loaded when a plugin imports datasette_secrets. If that is installed too, its get_secret()
    /// asks the gateway as well.
    on_import,
};

/// Writes the package into the folder, as pip would install it.
/// @return the entry for PYTHONPATH.
/// @throws std::runtime_error.
[[nodiscard]] std::string write_python_plugin(const private_folder& folder, python_plugin how);

/// The entry, followed by the previous value.
[[nodiscard]] std::string with_python_path(const std::string& added);

}  // namespace dsgw
