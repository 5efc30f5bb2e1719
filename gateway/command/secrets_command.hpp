#pragma once

// `secrets …`: manages the store without a browser. Opens the store that a gateway with the same
// configuration would open; the gateway may be running.

#include "gateway/command/cli.hpp"

#include <iosfwd>

namespace dsgw {

/// @param in   standard input: the value for `set`, or the export.
/// @param out  the result.
/// @param err  warnings and errors; never any part of a value.
/// @return     exit code: 0, 1 for an error, 2 for a version that is not a number.
[[nodiscard]] int run_secrets(
    const secrets_command& command, std::istream& in, std::ostream& out, std::ostream& err
);

}  // namespace dsgw
