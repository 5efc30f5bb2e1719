#pragma once

// The files of gateway/html/templates, built into the program (embed.cmake makes the source).

#include <string_view>

namespace dsgw {

struct embedded_text
{
    std::string_view name;  ///< of the file
    std::string_view text;
    std::string_view hash;  ///< a hash of the text: 12 hex digits
};

/// The file of that name, which must exist: only our own code names files.
[[nodiscard]] const embedded_text& embedded_file(std::string_view name);

}  // namespace dsgw
