#pragma once

// What the service manager hands over as a file (systemd's LoadCredential= and
// LoadCredentialEncrypted=): neither in the environment nor on a command line.

#include <optional>
#include <string>

namespace dsgw {

/// The one line of $CREDENTIALS_DIRECTORY/`name`.
/// @return nothing where there is no such credential.   @throws std::runtime_error
[[nodiscard]] std::optional<std::string> read_credential(const std::string& name);

/// What is wrong with a DATASETTE_SECRET: whoever guesses it makes cookies for Datasette.
struct weak_secret
{
    std::string text;
    bool is_error;  ///< else a warning
};

[[nodiscard]] std::optional<weak_secret> find_weakness(const std::optional<std::string>& secret);

}  // namespace dsgw
