#pragma once

// The id of a request for proxies in front, the log, Datasette and error pages: X-Request-Id. Pure,
// except for the seed.

#include "gateway/http/limits.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace dsgw {

/// 1 to limits::request_id_bytes_max letters, digits and "-_.~:=+/@": no character with a meaning
/// in a header, a log line, JSON or HTML.
[[nodiscard]] bool is_request_id(std::string_view text);

/// X-Request-Id in any case, also with '_' for '-', which servers behind us may treat alike.
[[nodiscard]] bool is_request_id_name(std::string_view name);

/// Makes unique ids without a lock or a system call. One for each I/O thread: the probability that
/// two threads make the same id is 1 in 10^9 after 10^10 requests.
class request_ids
{
public:
    request_ids();  ///< from the system's random generator
    explicit request_ids(std::uint64_t seed) : state_(seed) {}

    /// Appends 16 hexadecimal digits.
    void append_next(std::string& out);

private:
    std::uint64_t state_;
};

}  // namespace dsgw
