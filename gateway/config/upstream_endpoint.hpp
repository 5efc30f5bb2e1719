#pragma once

// Where Datasette listens: a unix socket or a TCP address.

#include <cstdint>
#include <string>
#include <string_view>

namespace dsgw {

struct upstream_endpoint
{
    std::string unix_path;  ///< "" for TCP
    std::string host;       ///< name or address, without brackets
    std::uint16_t port = 0;

    [[nodiscard]] bool is_unix() const { return !unix_path.empty(); }
};

/// @param url  "http://HOST[:PORT]" or "unix:PATH", as --upstream takes it.
/// @throws std::invalid_argument that says what it needs.
[[nodiscard]] upstream_endpoint parse_upstream_endpoint(std::string_view url);

}  // namespace dsgw
