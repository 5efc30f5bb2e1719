#pragma once

// Persistent logouts: the list of revoked sessions with its file, and the one thread that writes
// it. The file is in the state folder unless session.path names another.

#include "auth/revocation_list.hpp"
#include "gateway/net/wire.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <optional>
#include <string>

namespace dsgw {

struct ended_session
{
    std::string id;
    std::string group;  ///< auth::revocation_group()
    auth::unix_time opened;
    auth::unix_time until;  ///< no cookie of that session is valid after it
};

class log_outs
{
public:
    /// Starts the thread, which keeps the access rights of the calling thread.
    log_outs();
    log_outs(const log_outs&) = delete;
    log_outs& operator=(const log_outs&) = delete;
    ~log_outs();

    /// Reads the file, keeps it open, and checks it once a second for entries of other gateways: a
    /// successor starts before this process ends. Without a usable file, logouts last as long as
    /// the process, and the log says so. Blocking.
    /// @param path  session.path, or nothing for the file in the state folder.
    void keep_in(const std::optional<std::string>& path);

    /// Resumes when the session has ended for good, on disk too. If it cannot be written, an error
    /// is logged and the logout lasts as long as the process.
    [[nodiscard]] task<> add(ended_session ended);

    /// Whether a new session may begin, because there is room for its logout. Logs an error if not.
    [[nodiscard]] bool admits_sessions() const;

    [[nodiscard]] const auth::revocation_list& list() const { return list_; }

private:
    void look_later();
    void look();

    auth::revocation_list list_;
    asio::thread_pool writer_{1};
    asio::steady_timer next_look_{writer_};
    bool has_failed_ = false;  // in the last check
};

}  // namespace dsgw
