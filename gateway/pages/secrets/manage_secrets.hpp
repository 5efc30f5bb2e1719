#pragma once

// /-/secrets and the pages below it: permissions, contents, and the effects of forms. The store
// runs on its own thread.

#include "gateway/http/replies.hpp"
#include "gateway/net/wire.hpp"

namespace dsgw {

struct page_visit;

/// /-/secrets
[[nodiscard]] task<reply> answer_secrets(page_visit& visit);

/// /-/secrets/NAME
[[nodiscard]] task<reply> answer_secret(page_visit& visit);

/// /-/secrets/NAME/delete
[[nodiscard]] task<reply> answer_delete_secret(page_visit& visit);

/// /-/secrets/NAME/restore
[[nodiscard]] task<reply> answer_restore_secret(page_visit& visit);

}  // namespace dsgw
