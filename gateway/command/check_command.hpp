#pragma once

// `datasette-gateway check`: finds errors that would keep serve from starting, without serving.
// Lists the accounts and the allow blocks.

#include "gateway/command/cli.hpp"
#include "gateway/command/start_checks.hpp"

#include <functional>
#include <iosfwd>
#include <memory>

namespace dsgw {

/// The part of a start that needs sockets and processes: see trial_start.hpp.
using trial_start =
    std::function<start_findings(const check_command& command, std::shared_ptr<const config>)>;

/// @param try_start  called if the configuration can be read.
/// @param out        the configured accounts, kinds of hash, actors and allow blocks; or JSON.
/// @param err        warnings and errors, each with file and line or JSON path.
/// @return           exit code: 0, or 1 if there is any error or, with --strict, any warning.
[[nodiscard]] int run_check(
    const check_command& command, const trial_start& try_start, std::ostream& out, std::ostream& err
);

}  // namespace dsgw
