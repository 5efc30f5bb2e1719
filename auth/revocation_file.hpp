#pragma once

// The file of the revocation list: one line for each log-out, with a checksum, appended and synced.
// Processes may share it. Only how it is read and written; what counts is revocation_list's
// business. Blocking.

#include "auth/signed_cookie.hpp"

#include <boost/system/result.hpp>

#include <array>
#include <cstddef>
#include <memory>
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
    revocation_digest group{};  ///< of who opened the session; all zero: not known
    unix_time opened{};         ///< the session; of a whole group: all opened up to then

    [[nodiscard]] bool is_of_group() const { return session == revocation_digest{}; }
};

/// Not thread-safe. Movable.
class revocation_file
{
    struct let_go
    {
        void operator()(revocation_file* file) const { file->unlock(); }
    };

public:
    struct content
    {
        std::vector<revocation> entries;
        std::vector<std::string> warnings;
    };

    /// While it lives no other process reads or writes.
    using held = std::unique_ptr<revocation_file, let_go>;

    revocation_file() = default;  ///< not open
    ~revocation_file();
    revocation_file(revocation_file&& other) noexcept;
    revocation_file& operator=(revocation_file&& other) noexcept;
    revocation_file(const revocation_file&) = delete;
    revocation_file& operator=(const revocation_file&) = delete;

    /// Makes the file, mode 0600, where there is none.
    [[nodiscard]] static boost::system::result<revocation_file> open(const std::string& path);

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

    /// For the three below. Takes up the file that another process has put in this one's place.
    /// @return the system's error; timed_out if another process has held it for seconds.
    [[nodiscard]] boost::system::result<held> hold();

    /// There is something that read() has not seen.
    [[nodiscard]] bool has_news() const;

    /// What came since the last time. Damaged lines are left out and told of; a line without its
    /// end, which a crash leaves behind, is cut off the file.
    [[nodiscard]] boost::system::result<content> read();

    /// In the file, as far as it was read.
    [[nodiscard]] std::size_t lines() const { return lines_; }

    /// On disk when it returns without an error. After an error nothing of it is in the file.
    [[nodiscard]] boost::system::error_code append(const revocation& entry);

    /// A new file with these takes the place of this one, in one step.
    [[nodiscard]] boost::system::error_code replace(const std::vector<revocation>& entries);

private:
    revocation_file(std::string path, int descriptor);
    [[nodiscard]] bool is_current() const;
    void unlock();
    void close();

    std::string path_;
    int descriptor_ = -1;
    std::size_t read_to_ = 0;  // bytes
    std::size_t lines_ = 0;
};

/// "EXPIRES SESSION GROUP OPENED CHECKSUM", with its line end: times in seconds since 1970, the two
/// digests as 32 hex digits each, the checksum as 16.
[[nodiscard]] std::string format_revocation(const revocation& entry);

/// Reads the lines of earlier versions too: those lack GROUP and OPENED.
/// @param line  without its line end.
[[nodiscard]] std::optional<revocation> parse_revocation(std::string_view line);

}  // namespace dsgw::auth
