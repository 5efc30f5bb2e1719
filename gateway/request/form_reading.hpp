#pragma once

// Reads the body of a request for an own page as a whole, within limits, and parses it as a form.

#include "gateway/http/form_body.hpp"
#include "gateway/net/client_connection.hpp"
#include "gateway/request/exchange.hpp"

#include <cstddef>
#include <optional>

namespace dsgw {

/// Reads the whole body, which invalidates the views of `ex.request`.
/// @param bytes_max  limit of the body; more is errc::body_too_large, reported before 100-continue.
/// @return           the form or the error: body_too_large, malformed_chunk, body_timeout,
///                   downstream_closed.
[[nodiscard]] task<result<parsed_form>> read_form(
    client_connection& client, exchange& ex, std::size_t bytes_max
);

}  // namespace dsgw
