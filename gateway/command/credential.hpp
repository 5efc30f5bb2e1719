#pragma once

// Credentials that the service manager passes as files (systemd's LoadCredential= and
// LoadCredentialEncrypted=), so that they are neither in the environment nor on a command line.

#include <optional>
#include <string>

namespace dsgw {

/// The one line of $CREDENTIALS_DIRECTORY/`name`.
/// @return nothing if there is no such credential.
/// @throws std::runtime_error
[[nodiscard]] std::optional<std::string> read_credential(const std::string& name);

/// The weakness of a DATASETTE_SECRET. A guessed secret allows anyone to make cookies for
/// Datasette.
struct weak_secret
{
    std::string text;
    bool is_error;  ///< else a warning
};

[[nodiscard]] std::optional<weak_secret> find_weakness(const std::optional<std::string>& secret);

}  // namespace dsgw
