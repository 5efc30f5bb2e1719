#pragma once

// The body of a request for an own page: read whole, within limits, and parsed as a form.

#include "gateway/http/form_body.hpp"
#include "gateway/net/downstream.hpp"
#include "gateway/request/exchange.hpp"

#include <cstddef>
#include <optional>

namespace dsgw {

/// Reads all of the body, and so makes the views of `x.request` useless.
/// @param bytes_max  of the body; more is errc::body_too_large, said before 100-continue.
/// @return           the form, or why none came: body_too_large, malformed_chunk, body_timeout,
///                   downstream_closed.
[[nodiscard]] task<result<parsed_form>> read_form(
    downstream& client, exchange& x, std::size_t bytes_max
);

}  // namespace dsgw
