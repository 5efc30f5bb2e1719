#pragma once

// What reading an answer for the gateway's own use consists of.

#include "gateway/http/response_head.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/upstream/upstream_pool.hpp"

namespace dsgw {

/// Bytes into `up.in`.
[[nodiscard]] task<error_code> read_more(upstream_connection& up);

/// What follows of the response in `up.in` is its body; interim responses are skipped.
/// @param head  views into the connection's buffer.
/// @return false if there is none.
[[nodiscard]] task<bool> read_response_head(upstream_connection& up, response_head& head);

}  // namespace dsgw
