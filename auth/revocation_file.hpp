#pragma once

// The file of the revocation list: one line for each log-out, with a checksum, appended and synced.
// Only how it is read and written; what counts is revocation_list's business. Blocking.

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
    revocation_digest session;  ///< of the session id
    unix_time expires;
};

/// An open file with an exclusive lock, so that it belongs to one process at a time. Not
/// thread-safe. Movable.
class revocation_file
{
public:
    struct content
    {
        std::vector<revocation> entries;
        std::size_t lines = 0;
        std::vector<std::string> warnings;
    };

    revocation_file() = default;  ///< not open
    ~revocation_file();
    revocation_file(revocation_file&& other) noexcept;
    revocation_file& operator=(revocation_file&& other) noexcept;
    revocation_file(const revocation_file&) = delete;
    revocation_file& operator=(const revocation_file&) = delete;

    /// Makes the file, mode 0600, where there is none.
    /// @return the system's error; device_or_resource_busy if another process has it.
    [[nodiscard]] static boost::system::result<revocation_file> open(const std::string& path);

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

    /// Everything in it. Damaged lines are left out and told of; a line without its end, which a
    /// crash leaves behind, is cut off the file.
    [[nodiscard]] boost::system::result<content> read();

    /// On disk when it returns without an error. After an error nothing of it is in the file.
    [[nodiscard]] boost::system::error_code append(const revocation& entry);

    /// A new file with these takes the place of this one, in one step.
    [[nodiscard]] boost::system::error_code replace(const std::vector<revocation>& entries);

private:
    revocation_file(std::string path, int descriptor);
    void close();

    std::string path_;
    int descriptor_ = -1;
};

/// "1700000000 <32 hex digits of the digest> <16 hex digits of the checksum>", with its line end.
[[nodiscard]] std::string format_revocation(const revocation& entry);

/// @param line  without its line end.
[[nodiscard]] std::optional<revocation> parse_revocation(std::string_view line);

}  // namespace dsgw::auth
