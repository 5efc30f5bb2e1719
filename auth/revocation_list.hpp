#pragma once

// Sessions that were logged out before their cookie expired. Stored in a file, so that a logout
// survives a restart and kill -9, and applies to every process that uses the file. Bounded without
// forgetting: when the list is full, the sessions of the account or actor with the most logouts end
// together, which takes one entry (docs/decisions/0008).

#include "auth/limits.hpp"
#include "auth/revocation_file.hpp"
#include "auth/signed_cookie.hpp"

#include <boost/system/error_code.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dsgw::auth {

/// Thread-safe. A clock that jumps forwards while the process runs, and back later, revives no
/// session: nothing expires more than an hour ahead of the time that has really passed. Contains
/// hashes of session ids, never the ids, in memory and in the file.
class revocation_list
{
public:
    /// Without a file: logouts last as long as the process.
    explicit revocation_list(std::size_t most = limits::revocations_max);
    revocation_list(const revocation_list&) = delete;
    revocation_list& operator=(const revocation_list&) = delete;

    /// Reads the file, creates it (0600) if it is missing, and keeps it open. Damaged lines are
    /// ignored with a warning; an incomplete last line is cut off. Blocking. Call it once, at
    /// start.
    /// @return an error of the system.
    [[nodiscard]] boost::system::error_code open(const std::string& path, unix_time now);

    /// Reads what other processes have written since, and writes logouts that could not be
    /// written before. Cheap if that is nothing; blocking.
    [[nodiscard]] boost::system::error_code refresh(unix_time now);

    /// The warnings since the last call, for the log.
    [[nodiscard]] std::vector<std::string> take_warnings();

    /// The entry is on disk when this returns: blocking, so do not call it on an I/O thread. Never
    /// refused, even when the list is full.
    /// @param expires  not before any cookie of that session does.
    /// @param group    the account or actor that opened the session; "" if unknown.
    /// @param opened   when.
    /// @return         an error if it could not be written: it counts while the process runs, and
    ///                 refresh() tries to write it.
    [[nodiscard]] boost::system::error_code revoke(
        std::string_view session_id, unix_time expires, unix_time now, std::string_view group = {},
        unix_time opened = {}
    );

    /// Never blocks for long: nothing is written under the lock that it takes.
    [[nodiscard]] bool is_revoked(
        std::string_view session_id, std::string_view group = {}, unix_time opened = {}
    ) const;

    /// Whether there is no room for the logout of another session, so that none may be opened.
    [[nodiscard]] bool is_full() const { return size_ >= most_; }

    [[nodiscard]] std::size_t size() const { return size_; }

private:
    /// Both clocks at the same moment, at the first call.
    struct started_clocks
    {
        unix_time wall;
        std::chrono::steady_clock::time_point steady;
    };

    struct digest_hash
    {
        std::size_t operator()(const revocation_digest& d) const;
    };

    struct known_session
    {
        unix_time expires;
        revocation_digest group;
        unix_time opened;
    };

    /// A group whose sessions have ended together.
    struct ended_group
    {
        unix_time opened;  ///< the newest of them
        unix_time expires;
    };

    [[nodiscard]] static revocation_digest digest_of(std::string_view text);
    void remember(const revocation& entry, unix_time now);
    void remember_session(const revocation& entry);
    void remember_group(const revocation& entry);
    void forget(const revocation_digest& session);
    [[nodiscard]] bool is_group_ended(const revocation_digest& group, unix_time opened) const;
    [[nodiscard]] std::optional<revocation> end_largest_group(unix_time now);
    [[nodiscard]] unix_time not_beyond_reason(unix_time now);
    [[nodiscard]] boost::system::error_code write(const revocation& entry, unix_time now);
    [[nodiscard]] boost::system::error_code catch_up(unix_time now);
    [[nodiscard]] boost::system::error_code compact();
    [[nodiscard]] bool is_compact() const;

    std::size_t most_;
    mutable std::shared_mutex known_mutex_;  // guards the five below
    std::unordered_map<revocation_digest, known_session, digest_hash> known_;
    std::set<std::pair<unix_time, revocation_digest>> by_expiry_;
    std::unordered_map<revocation_digest, std::size_t, digest_hash> group_sizes_;
    std::unordered_map<revocation_digest, ended_group, digest_hash> ended_groups_;
    std::optional<started_clocks> started_;
    std::atomic<std::size_t> size_{0};

    std::mutex file_mutex_;  // guards all below; lock it before the other
    revocation_file file_;
    bool is_unwritten_ = false;  // the file lacks logouts that are known
    std::vector<std::string> warnings_;
};

}  // namespace dsgw::auth
