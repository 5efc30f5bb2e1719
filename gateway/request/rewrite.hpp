#pragma once

// Step 6, rewrite: makes the head that goes to Datasette.

#include "gateway/request/decide.hpp"

namespace dsgw {

/// Makes ex.upstream_head and drops the views into the client's head: they are not needed after
/// this step, and a body will replace what they point to.
void rewrite_request(cleared cleared, exchange& ex);

}  // namespace dsgw
