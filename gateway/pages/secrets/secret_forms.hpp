#pragma once

// The forms of /-/secrets/NAME: what each does to the store, and what is said of it. As
// datasette-secrets does it where it does it at all. Blocking: on the thread of the store.

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
    auth::secret_bytes value;             ///< as sent; tidied up here
    std::string note;                     ///< UTF-8
    std::optional<std::int64_t> version;  ///< that the form was made for; 0: there was none
    secrets::author by;
};

struct form_outcome
{
    enum class verdict
    {
        done,       ///< the message, if any, is good news
        unchanged,  ///< the same, and nothing was written
        refused,    ///< the form again, with the message
        outdated,   ///< the same: somebody else was faster
        unknown,    ///< there is no such secret or version
        failed,     ///< the store could not; nothing was changed
    };

    verdict how = verdict::done;
    std::string message{};
    bool clock_went_back = false;
};

/// A value makes a new version. None changes the note of the current one, in place. Of a name that
/// is registered or in the table.
[[nodiscard]] form_outcome submit_secret(
    secrets::secret_store& store, const secrets::catalogue& known, const secret_form& form
);

/// A new version with the value and note of an older one.
[[nodiscard]] form_outcome submit_restore(
    secrets::secret_store& store, const std::string& name, std::int64_t version,
    const secrets::author& by
);

/// All versions go.
[[nodiscard]] form_outcome submit_deletion(
    secrets::secret_store& store, const std::string& name, const secrets::author& by
);

}  // namespace dsgw
