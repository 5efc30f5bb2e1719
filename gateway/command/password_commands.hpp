#pragma once

// `hash-password` and `verify-password`. Passwords are read from the terminal without echo, or from
// standard input. White space at both ends is stripped, as the plugin's command does.

#include "gateway/command/cli.hpp"

#include <iosfwd>

namespace dsgw {

/// @param in  standard input, read when not prompting. Prompts go to /dev/tty or standard error.
/// @return    exit code: 0, or 1 if the passwords do not match or cannot be read. An empty password
///            is hashed, with a warning.
[[nodiscard]] int run_hash_password(
    const hash_password_command& command, std::istream& in, std::ostream& out, std::ostream& err
);

/// Reports on `out` whether the password matches, and why not.
/// @return 0 on a match, else 1.
[[nodiscard]] int run_verify_password(
    const verify_password_command& command, std::istream& in, std::ostream& out, std::ostream& err
);

}  // namespace dsgw
