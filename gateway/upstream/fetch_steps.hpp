#pragma once

// The steps of reading a response for the gateway's own use.

#include "gateway/http/response_head.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/upstream/upstream_pool.hpp"

namespace dsgw {

/// Reads bytes into `up.in`.
[[nodiscard]] task<error_code> read_more(upstream_connection& up);

/// Reads the head of the final response and skips interim ones; the body follows in `up.in`.
/// @param head  views into the connection's buffer.
/// @return false if there is no response.
[[nodiscard]] task<bool> read_response_head(upstream_connection& up, response_head& head);

}  // namespace dsgw
