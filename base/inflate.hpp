#pragma once

// Decompresses zlib data (RFC 1950), up to a limit of the caller.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

/// @return nothing for malformed or truncated data, or more than `bytes_max` bytes of result. Bytes
///         after the end of the zlib stream are ignored, like in Python's zlib.decompress.
[[nodiscard]] std::optional<std::string> inflate_zlib(
    std::string_view compressed, std::size_t bytes_max
);

}  // namespace dsgw
