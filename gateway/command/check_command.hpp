#pragma once

// `datasette-gateway check`: validates everything without serving and says what it found.

#include "gateway/command/cli.hpp"

#include <iosfwd>

namespace dsgw {

/// @param out  what is configured: accounts, kinds of hash, actors, allow blocks.
/// @param err  warnings and faults, each with file and line or JSON path.
/// @return     exit code: 0, or 1 if there is any fault.
[[nodiscard]] int run_check(const serve_options& options, std::ostream& out, std::ostream& err);

}  // namespace dsgw
