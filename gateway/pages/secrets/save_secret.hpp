#pragma once

// Saves, restores and deletes secrets as the forms of /-/secrets/NAME ask for it. The messages are
// those of datasette-secrets where it has them. Blocking: runs on the thread of the store.

#include "base/secret_bytes.hpp"
#include "secrets/catalogue.hpp"
#include "secrets/secret_store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace dsgw {

struct secret_form
{
    std::string name;
    secret_bytes value;                   ///< as sent; normalised here
    std::string note;                     ///< UTF-8
    std::optional<std::int64_t> version;  ///< that the form was made for; 0: there was none
    secrets::author by;
};

struct form_outcome
{
    enum class verdict
    {
        done,       ///< the message, if any, reports success
        unchanged,  ///< success, without any change
        refused,    ///< show the form again, with the message
        outdated,   ///< the same: another user was faster
        unknown,    ///< there is no such secret or version
        failed,     ///< the store failed; nothing was changed
    };

    verdict how = verdict::done;
    std::string message{};
    bool clock_went_back = false;
};

/// A value makes a new version. Without a value, the note of the current version is changed in
/// place. The name must be registered or in the table.
[[nodiscard]] form_outcome save_secret(
    secrets::secret_store& store, const secrets::catalogue& known, const secret_form& form
);

/// Makes a new version with the value and note of an older one.
[[nodiscard]] form_outcome restore_secret(
    secrets::secret_store& store, const std::string& name, std::int64_t version,
    const secrets::author& by
);

/// Deletes all versions.
[[nodiscard]] form_outcome delete_secret(
    secrets::secret_store& store, const std::string& name, const secrets::author& by
);

}  // namespace dsgw
