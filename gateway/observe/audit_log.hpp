#pragma once

// What an administrator, or fail2ban, wants to know about people: one JSON line in the log for each
// log-in, failed log-in, throttled try, log-out and reload, and a row in the audit file where there
// is one. Never a password, a cookie or a token.

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
    logged_in,  ///< a password was checked and right; what is remembered is not checked again
    log_in_failed,
    throttled,
    logged_out,
    reloaded,
    token_accepted,  ///< Datasette named the actor of a Bearer token; then it is remembered
    token_refused,
    opened,  ///< a reload has opened something to more people
};

inline constexpr std::size_t audit_event_count = 8;

struct audit_entry
{
    audit_event what{};
    std::string_view client;    ///< address, "" for what nobody asked for over the network
    std::string_view account;   ///< as typed, or the actor's id; any bytes
    std::string_view opened{};  ///< with audit_event::opened: what, and to whom
};

/// {"event": …, "client": …, "account": …, "opened": …}: what the client cannot choose comes first,
/// so that a pattern can be anchored there. Long names are cut off, bytes that are not UTF-8 are
/// escaped.
[[nodiscard]] std::string audit_line(const audit_entry& entry);

/// The same as a row, with the time as it is now. The column `account` holds `opened`, where there
/// is no account.
[[nodiscard]] audit_row make_audit_row(const audit_entry& entry);

struct audit_file_use
{
    audit_file_options file;
    bool is_confined = false;  ///< the writing thread reaches no file but those in that folder
    std::size_t queue_max = limits::audit_queue_max;
    std::chrono::milliseconds retry_pause = limits::audit_retry_pause;
};

[[nodiscard]] audit_file_use use_audit_file(const std::string& path, bool is_confined);

/// Who asks does not wait: rows are written by a thread of its own, all that wait in one
/// transaction. What finds no place in the queue is counted; the count becomes a row "not_recorded"
/// and a line in the log once there is room.
class audit_log
{
public:
    audit_log() = default;
    ~audit_log();  ///< as stop()
    audit_log(const audit_log&) = delete;
    audit_log& operator=(const audit_log&) = delete;

    /// Opens the file and starts the thread. Blocking; once, before the first write().
    /// @throws std::runtime_error with what is wrong, where, and what to do.
    void keep_in(audit_file_use how);

    /// Writes "audit " and the line to the log, at level info. Thread-safe.
    void write(const audit_entry& entry);

    /// How many of these there were. Thread-safe.
    [[nodiscard]] std::uint64_t count(audit_event what) const
    {
        return counts_[static_cast<std::size_t>(what)].load(std::memory_order_relaxed);
    }

    /// Everything that waits is written; then the thread ends. Later events are in the log only.
    void stop();

private:
    // What goes into one transaction.
    struct batch
    {
        std::vector<audit_row> rows;
        std::size_t lost = 0;
    };

    void run();
    [[nodiscard]] bool write_down(batch& waiting);
    void put_back(batch unwritten);  // with the mutex held

    std::array<std::atomic<std::uint64_t>, audit_event_count> counts_{};
    std::unique_ptr<audit_file> file_;  // of the thread alone once it runs
    audit_file_use how_;
    bool is_failing_ = false;  // of the thread
    std::thread thread_;
    std::mutex mutex_;  // guards all below
    std::condition_variable wake_;
    std::vector<audit_row> queue_;
    std::size_t lost_ = 0;
    bool takes_rows_ = false;
};

}  // namespace dsgw
