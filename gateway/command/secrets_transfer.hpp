#pragma once

// `secrets export`, `import` and `import-env`: move secrets into and out of a store.

#include "gateway/command/cli.hpp"
#include "secrets/secret_store.hpp"

#include <iosfwd>

namespace dsgw {

/// Each returns the exit code: 0, or 1 with the reason on `err`.
[[nodiscard]] int export_secrets(
    const secrets_command& command, secrets::secret_store& store, std::ostream& out,
    std::ostream& err
);
[[nodiscard]] int import_secrets(
    const secrets_command& command, secrets::secret_store& store, std::istream& in,
    std::ostream& out, std::ostream& err
);
[[nodiscard]] int import_environment(
    const secrets_command& command, secrets::secret_store& store, std::ostream& out,
    std::ostream& err
);

/// The author of changes that are made on the command line.
[[nodiscard]] secrets::author command_line_author();

}  // namespace dsgw
