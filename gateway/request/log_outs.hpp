#pragma once

// Log-outs that last: the list of revoked sessions with its file, and the one thread that writes
// to it. The file is the state folder's unless session.path names another.

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
    auth::unix_time until;  ///< no cookie of that session lives longer
};

class log_outs
{
public:
    /// Starts the thread, which keeps the rights of the one that calls.
    log_outs();
    log_outs(const log_outs&) = delete;
    log_outs& operator=(const log_outs&) = delete;
    ~log_outs();

    /// Reads the file, keeps it open, and looks once a second for what another gateway has added:
    /// the one that takes this one's place begins before it ends. Without a file, or with one that
    /// cannot be had, log-outs last as long as the process; the log says so. Blocking.
    /// @param path  session.path, or nothing for the one in the state folder.
    void keep_in(const std::optional<std::string>& path);

    /// The session is over for good, on disk too, when this resumes. What cannot be written is told
    /// in the log and holds while the process runs.
    [[nodiscard]] task<> add(ended_session ended);

    /// A session may be opened: its log-out could be kept. Says in the log if not.
    [[nodiscard]] bool admits_sessions() const;

    [[nodiscard]] const auth::revocation_list& list() const { return list_; }

private:
    void look_later();
    void look();

    auth::revocation_list list_;
    asio::thread_pool writer_{1};
    asio::steady_timer next_look_{writer_};
    bool has_failed_ = false;  // the last look
};

}  // namespace dsgw
