#pragma once

// The files of plugin/datasette_gateway, built into the program (embed.cmake makes the source).

#include "gateway/html/embedded_files.hpp"

#include <span>

namespace dsgw {

[[nodiscard]] std::span<const embedded_text> plugin_files();

}  // namespace dsgw
