#pragma once

// The pages at /-/secrets, between answer_secrets() (pages.hpp), the entry, and the store: the
// pages of one secret, and what all of them need. The entry has checked the permission.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/pages/secrets/secrets_view.hpp"
#include "secrets/audit_table.hpp"
#include "secrets/errc.hpp"
#include "secrets/store_thread.hpp"

#include <string>

namespace dsgw {

struct page_visit;

/// /-/secrets/NAME: shows the secret; a POST saves a new version or note.
[[nodiscard]] task<reply> answer_secret(page_visit& visit);

/// /-/secrets/NAME/delete: asks; a POST deletes.
[[nodiscard]] task<reply> answer_delete_secret(page_visit& visit);

/// /-/secrets/NAME/restore: a POST makes a new version from an older one.
[[nodiscard]] task<reply> answer_restore_secret(page_visit& visit);

[[nodiscard]] secrets_site secrets_site_of(const page_visit& visit);

/// @pre there is a store.
[[nodiscard]] secrets::store_thread& store_of(const page_visit& visit);

/// The name in the path; it may be any text.
[[nodiscard]] const std::string& asked_name(const page_visit& visit);

/// @pre the visitor is an actor.
[[nodiscard]] secrets::author author_of(const page_visit& visit);

/// 503, with a line in the log.
[[nodiscard]] task<reply> show_store_failure(page_visit& visit, secrets::failure why);

/// 404 for a name without a page; lists the names that have one.
[[nodiscard]] task<reply> show_unknown_secret(page_visit& visit);

/// show_unknown_secret() if there is no such secret, else show_store_failure().
[[nodiscard]] task<reply> show_failed_view(page_visit& visit, secrets::failure why);

/// @param message  shown once on the next page; "" for none.
[[nodiscard]] reply redirect_with_message(
    const page_visit& visit, std::string where, const std::string& message
);

}  // namespace dsgw
