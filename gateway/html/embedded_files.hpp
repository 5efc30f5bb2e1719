#pragma once

// The files of gateway/html/templates, built into the program (embed.cmake makes the source).

#include <string_view>

namespace dsgw {

struct embedded_text
{
    std::string_view name;  ///< of the file
    std::string_view text;
    std::string_view hash;  ///< of the text: 12 hex digits
};

/// The file of that name, which there must be: it is named by our own code.
[[nodiscard]] const embedded_text& embedded_file(std::string_view name);

}  // namespace dsgw
