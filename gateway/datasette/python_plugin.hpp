#pragma once

// The Python package of plugin/, built into the program: how the plugins of the Datasette that we
// start reach the gateway's secrets with nothing installed.

#include "gateway/datasette/private_folder.hpp"

#include <string>

namespace dsgw {

enum class python_plugin
{
    /// Datasette loads it as a plugin and lists it.
    listed,
    /// Loaded only when a plugin imports datasette_secrets, or where that is installed: its
    /// get_secret() asks the gateway in either case.
    on_import,
};

/// Writes the package into the folder, as pip would have installed it.
/// @return what to put on PYTHONPATH. @throws std::runtime_error.
[[nodiscard]] std::string write_python_plugin(const private_folder& folder, python_plugin how);

/// That and what was on it before.
[[nodiscard]] std::string with_python_path(const std::string& added);

}  // namespace dsgw
