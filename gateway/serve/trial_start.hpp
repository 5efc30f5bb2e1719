#pragma once

// What `check` asks of the system as serve does, by the same code, to give it back at once: the TLS
// files, the addresses, the stores, and a Datasette started on a private socket.

#include "gateway/command/check_command.hpp"

#include <memory>

namespace dsgw {

/// Changes no file of the site: secrets are opened in a copy, and what Datasette would create is
/// created in a private folder. A gateway that runs on the same addresses is not disturbed. With
/// --quick nothing is started. Blocking: as long as Datasette takes to answer.
[[nodiscard]] start_findings try_start(
    const check_command& command, std::shared_ptr<const config> configured
);

}  // namespace dsgw
