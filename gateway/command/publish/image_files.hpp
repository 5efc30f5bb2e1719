#pragma once

// The scripts that every image holds, built into the program (embed.cmake makes the source).

#include "gateway/html/embedded_files.hpp"

#include <span>

namespace dsgw {

[[nodiscard]] std::span<const embedded_text> image_files();

}  // namespace dsgw
