#pragma once

// Reads secrets for commands from standard input, files or the terminal. The buffers are wiped when
// they are destroyed, and no copies are left behind.

#include "base/secret_bytes.hpp"

#include <iosfwd>
#include <optional>
#include <string>

namespace dsgw {

/// Reads to the end of the input.
[[nodiscard]] secret_bytes read_all(std::istream& in);

/// Removes the last byte if it is a newline.
void drop_final_newline(secret_bytes& bytes);

/// The first line of a file.
/// @return nothing, with a message on `err`, if it cannot be read or is empty.
[[nodiscard]] std::optional<secret_bytes> read_first_line(
    const std::string& file, std::ostream& err
);

/// Prompts twice on the terminal.
/// @return nothing, with a message on `err`, if there is no terminal or the two entries differ.
[[nodiscard]] std::optional<secret_bytes> ask_new(const char* prompt, std::ostream& err);

}  // namespace dsgw
