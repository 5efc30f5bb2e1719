#pragma once

// `secrets …`: what an administrator does to the store without a browser. Opens the store that the
// gateway of the same configuration would open, beside one that runs.

#include "gateway/command/cli.hpp"

#include <iosfwd>

namespace dsgw {

/// @param in   the value of `set` or the export, where it comes from standard input.
/// @param out  what was asked for.   @param err  warnings and errors; never any part of a value.
/// @return     exit code: 0, 1 for a fault, 2 for a version that is no number.
[[nodiscard]] int run_secrets(
    const secrets_command& command, std::istream& in, std::ostream& out, std::ostream& err
);

}  // namespace dsgw
