#pragma once

// The name by which one request is known to proxies in front, in the log, to Datasette and on error
// pages: X-Request-Id. Pure, but for the seed.

#include <cstdint>
#include <string>
#include <string_view>

namespace dsgw {

/// Longest that is taken from a proxy: W3C, AWS and UUID forms are half as long at most.
inline constexpr std::size_t request_id_bytes_max = 128;

/// 1 to request_id_bytes_max letters, digits and "-_.~:=+/@": nothing that means something in a
/// header, a log line, JSON or HTML.
[[nodiscard]] bool is_request_id(std::string_view text);

/// X-Request-Id in any case, also with '_' for '-', which servers behind us may read alike.
[[nodiscard]] bool is_request_id_name(std::string_view name);

/// Makes names that are not used twice, without a lock or a system call. One for each I/O thread:
/// two of them meet with a chance of 1 in 10^9 after 10^10 requests.
class request_ids
{
public:
    request_ids();  ///< from the system's randomness
    explicit request_ids(std::uint64_t seed) : state_(seed) {}

    /// Appends 16 hexadecimal digits.
    void append_next(std::string& out);

private:
    std::uint64_t state_;
};

}  // namespace dsgw
