#pragma once

// The file of the revocation list: one record for each logout. Reads and writes it only;
// revocation_list decides which logouts count. Blocking.

#include "auth/record_file.hpp"
#include "auth/signed_cookie.hpp"

#include <boost/system/result.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::auth {

using revocation_digest = std::array<unsigned char, 16>;

struct revocation
{
    revocation_digest session;  ///< of the session id; all zero: the whole group
    unix_time expires;
    revocation_digest group{};  ///< of the account or actor; all zero: unknown
    unix_time opened{};         ///< of the session; of a whole group: all opened until then

    [[nodiscard]] bool is_of_group() const { return session == revocation_digest{}; }
};

/// Not thread-safe. Movable. See record_file.
class revocation_file
{
public:
    struct content
    {
        std::vector<revocation> entries;
        std::vector<std::string> warnings;
    };

    using held = record_file::held;

    [[nodiscard]] static boost::system::result<revocation_file> open(const std::string& path);

    [[nodiscard]] bool is_open() const { return file_.is_open(); }
    [[nodiscard]] boost::system::result<held> hold() { return file_.hold(); }
    [[nodiscard]] bool has_news() const { return file_.has_news(); }
    [[nodiscard]] boost::system::result<content> read();
    [[nodiscard]] std::size_t lines() const { return file_.lines(); }
    [[nodiscard]] boost::system::error_code append(const revocation& entry);
    [[nodiscard]] boost::system::error_code replace(const std::vector<revocation>& entries);

private:
    record_file file_;
};

/// "EXPIRES SESSION GROUP OPENED CHECKSUM" and a newline: times in seconds since 1970, the two
/// digests as 32 hex digits each, the checksum as 16.
[[nodiscard]] std::string format_revocation(const revocation& entry);

/// Also reads the lines of earlier versions, which lack GROUP and OPENED.
/// @param line  without its newline.
[[nodiscard]] std::optional<revocation> parse_revocation(std::string_view line);

/// Fields of a record. @return false for anything else.
[[nodiscard]] bool parse_time(std::string_view text, unix_time& into);
[[nodiscard]] bool parse_digest(std::string_view hex, revocation_digest& into);

}  // namespace dsgw::auth
