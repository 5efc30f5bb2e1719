#pragma once

// Acquires what serve needs, with the same code, and releases it at once: the TLS files, the
// addresses, the stores, and a Datasette on a private socket. For `check`.

#include "gateway/command/check_command.hpp"

#include <memory>

namespace dsgw {

/// Changes no file of the site: secrets are opened as a copy, and files that Datasette would create
/// are created in a private folder. A gateway that runs on the same addresses is not disturbed.
/// With --quick nothing is started. Blocks until Datasette responds.
[[nodiscard]] start_findings try_start(
    const check_command& command, std::shared_ptr<const config> configured
);

}  // namespace dsgw
