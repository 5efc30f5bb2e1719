#pragma once

// zlib data (RFC 1950) made long again, never longer than the caller allows.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw::auth {

/// @return nothing for malformed or cut data, or more than `bytes_max` bytes of result. What
/// follows
///         the end of the zlib stream is ignored, as Python's zlib.decompress does.
[[nodiscard]] std::optional<std::string> inflate_zlib(
    std::string_view compressed, std::size_t bytes_max
);

}  // namespace dsgw::auth
