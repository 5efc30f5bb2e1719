#pragma once

// Secrets as commands get them: standard input, files, the terminal. What was read is wiped when it
// goes, and no copies are left behind.

#include "base/secret_bytes.hpp"

#include <iosfwd>
#include <optional>
#include <string>

namespace dsgw {

/// To the end.
[[nodiscard]] auth::secret_bytes read_all(std::istream& in);

/// Without one "\n" at the end.
void drop_final_newline(auth::secret_bytes& bytes);

/// The first line of a file. @return nothing, said on `err`, if it cannot be read or is empty.
[[nodiscard]] std::optional<auth::secret_bytes> read_first_line(
    const std::string& file, std::ostream& err
);

/// Asks twice on the terminal. @return nothing, said on `err`, without a terminal, or where the two
/// answers differ.
[[nodiscard]] std::optional<auth::secret_bytes> ask_new(const char* prompt, std::ostream& err);

}  // namespace dsgw
