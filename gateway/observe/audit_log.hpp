#pragma once

// Events of accounts and configuration for administrators and fail2ban: one JSON line in the log
// for each login, failed login, throttled attempt, logout and reload, and a row in the audit file
// if there is one. Never contains a password, a cookie or a token.

#include "gateway/http/limits.hpp"
#include "gateway/observe/audit_file.hpp"

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace dsgw {

enum class audit_event
{
    logged_in,  ///< a checked password was right; cached credentials are not events
    log_in_failed,
    throttled,
    logged_out,
    reloaded,
    token_accepted,  ///< Datasette named the actor of a Bearer token, which is then cached
    token_refused,
    opened,  ///< a reload grants more access
};

inline constexpr std::size_t audit_event_count = 8;

struct audit_entry
{
    audit_event what{};
    std::string_view client;    ///< address, "" for events without a client
    std::string_view account;   ///< as sent by the client, or the actor's id; any bytes
    std::string_view opened{};  ///< with audit_event::opened: what, and to whom
};

/// {"event": …, "client": …, "account": …, "opened": …}. Members that the client cannot choose come
/// first, so that a pattern can be anchored there. Long names are cut, and bytes that are not UTF-8
/// are escaped.
[[nodiscard]] std::string audit_line(const audit_entry& entry);

/// The same as a row, with the current time. Without an account, the column `account` contains
/// `opened`.
[[nodiscard]] audit_row make_audit_row(const audit_entry& entry);

struct audit_file_use
{
    audit_file_options file;
    bool is_confined = false;  ///< the writer thread can access only the files in that folder
    std::size_t queue_max = limits::audit_queue_max;
    std::chrono::milliseconds retry_pause = limits::audit_retry_pause;
};

[[nodiscard]] audit_file_use use_audit_file(const std::string& path, bool is_confined);

/// write() does not block: a separate thread writes the rows, all queued rows in one transaction.
/// Events that do not fit into the queue are counted; once there is room, the count becomes a row
/// "not_recorded" and a line in the log.
class audit_log
{
public:
    audit_log() = default;
    ~audit_log();  ///< as stop()
    audit_log(const audit_log&) = delete;
    audit_log& operator=(const audit_log&) = delete;

    /// Opens the file and starts the thread. Blocking. Call it at most once, before the first
    /// write().
    /// @throws std::runtime_error with the error, its place and the remedy.
    void keep_in(audit_file_use how);

    /// Writes "audit " and the line to the log, at level info. Thread-safe.
    void write(const audit_entry& entry);

    /// The number of these events so far. Thread-safe.
    [[nodiscard]] std::uint64_t count(audit_event what) const
    {
        return counts_[static_cast<std::size_t>(what)].load(std::memory_order_relaxed);
    }

    /// Writes all queued rows; then the thread ends. Later events are only in the log.
    void stop();

private:
    // The contents of one transaction.
    struct batch
    {
        std::vector<audit_row> rows;
        std::size_t lost = 0;
    };

    void run();
    [[nodiscard]] bool write_down(batch& waiting);
    void put_back(batch unwritten);  // call with the mutex held

    std::array<std::atomic<std::uint64_t>, audit_event_count> counts_{};
    std::unique_ptr<audit_file> file_;  // used by the thread only, once it runs
    audit_file_use how_;
    bool is_failing_ = false;  // used by the thread only
    std::thread thread_;
    std::mutex mutex_;  // guards all below
    std::condition_variable wake_;
    std::vector<audit_row> queue_;
    std::size_t lost_ = 0;
    bool takes_rows_ = false;
};

}  // namespace dsgw
