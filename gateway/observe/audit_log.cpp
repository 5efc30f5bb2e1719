#include "gateway/observe/audit_log.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/net/sandbox.hpp"
#include "gateway/observe/access_log.hpp"

#include <spdlog/spdlog.h>

#include <stdexcept>
#include <utility>

namespace dsgw {

namespace {

constexpr const char* not_recorded = "not_recorded";

std::string_view name_of(audit_event what)
{
    switch (what) {
        case audit_event::logged_in:
            return "logged_in";
        case audit_event::log_in_failed:
            return "log_in_failed";
        case audit_event::throttled:
            return "throttled";
        case audit_event::logged_out:
            return "logged_out";
        case audit_event::reloaded:
            return "reloaded";
        case audit_event::token_accepted:
            return "token_accepted";
        case audit_event::token_refused:
            return "token_refused";
        case audit_event::opened:
            return "opened";
    }
    return "unknown";
}

bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Cuts between two characters.
std::string_view shown_account(std::string_view account)
{
    if (account.size() <= limits::audit_account_bytes_max) return account;
    auto end = limits::audit_account_bytes_max;
    while (end > 0 && continues_a_character(account[end]))
        --end;
    return account.substr(0, end > 0 ? end : limits::audit_account_bytes_max);
}

std::string time_now()
{
    std::string text;
    append_time(std::chrono::system_clock::now(), text);
    return text;
}

void confine_writer(const std::string& path)
{
    const auto obstacle = confine_thread_to(folder_of_file(path));
    if (!obstacle.empty())
        spdlog::debug("sandbox: cannot confine the thread of the audit file: {}", obstacle);
}

}  // namespace

audit_file_use use_audit_file(const std::string& path, bool is_confined)
{
    audit_file_use how;
    how.file.path = path;
    how.is_confined = is_confined;
    return how;
}

std::string audit_line(const audit_entry& entry)
{
    std::string line = R"({"event":")";
    line += name_of(entry.what);
    line += '"';
    if (!entry.client.empty()) append_json_text("client", entry.client, line);
    if (!entry.account.empty()) append_json_text("account", shown_account(entry.account), line);
    if (!entry.opened.empty()) append_json_text("opened", entry.opened, line);
    line += '}';
    return line;
}

audit_row make_audit_row(const audit_entry& entry)
{
    audit_row row;
    row.at = time_now();
    row.event = name_of(entry.what);
    row.client = as_readable_text(entry.client);
    row.account = entry.account.empty() ? as_readable_text(entry.opened)
                                        : as_readable_text(shown_account(entry.account));
    return row;
}

audit_log::~audit_log() { stop(); }

void audit_log::keep_in(audit_file_use how)
{
    auto opened = audit_file::open(how.file);
    if (!opened) {
        throw std::runtime_error(
            "cannot open the audit file: " + opened.error().message +
            "; plugins.datasette-gateway.audit.path sets its location"
        );
    }
    file_ = std::move(*opened);
    how_ = std::move(how);
    takes_rows_ = true;
    thread_ = std::thread([this] { run(); });
    spdlog::info("audit: events are also stored in {}", how_.file.path);
}

void audit_log::write(const audit_entry& entry)
{
    counts_[static_cast<std::size_t>(entry.what)].fetch_add(1, std::memory_order_relaxed);
    spdlog::info("audit {}", audit_line(entry));
    if (!file_) return;
    auto row = make_audit_row(entry);
    {
        const std::lock_guard lock(mutex_);
        if (!takes_rows_) return;
        if (queue_.size() >= how_.queue_max) {
            ++lost_;
            return;
        }
        queue_.push_back(std::move(row));
    }
    wake_.notify_one();
}

void audit_log::run()
{
    if (how_.is_confined) confine_writer(how_.file.path);
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return !takes_rows_ || !queue_.empty(); });
        if (is_failing_) wake_.wait_for(lock, how_.retry_pause, [this] { return !takes_rows_; });
        const bool is_last = !takes_rows_;
        batch waiting{std::exchange(queue_, {}), std::exchange(lost_, 0)};
        lock.unlock();
        const bool written = write_down(waiting);
        lock.lock();
        if (!written) put_back(std::move(waiting));
        if (is_last) break;
    }
    const auto unwritten = queue_.size() + lost_;
    if (unwritten > 0)
        spdlog::error(
            "audit: {} events are only in this log, not in {}", unwritten, how_.file.path
        );
}

/// @return false if none of it was written.
bool audit_log::write_down(batch& waiting)
{
    auto& rows = waiting.rows;
    if (rows.empty() && waiting.lost == 0) return true;
    if (waiting.lost > 0) {
        rows.push_back({time_now(), not_recorded, {}, {}, static_cast<std::int64_t>(waiting.lost)});
    }
    const auto done = file_->append(rows);
    if (!done) {
        if (waiting.lost > 0) rows.pop_back();
        if (!std::exchange(is_failing_, true)) {
            spdlog::error(
                "audit: {}; up to {} events are queued until it works again", done.error().message,
                how_.queue_max
            );
        }
        return false;
    }
    if (std::exchange(is_failing_, false)) {
        spdlog::info("audit: events are stored in {} again", how_.file.path);
    }
    if (waiting.lost > 0) {
        spdlog::warn("audit: {} events were not stored in {}", waiting.lost, how_.file.path);
    }
    return true;
}

void audit_log::put_back(batch unwritten)
{
    auto rows = std::move(unwritten.rows);
    lost_ += unwritten.lost;
    for (auto& row : queue_) {
        if (rows.size() < how_.queue_max)
            rows.push_back(std::move(row));
        else
            ++lost_;
    }
    queue_ = std::move(rows);
}

void audit_log::stop()
{
    {
        const std::lock_guard lock(mutex_);
        takes_rows_ = false;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

}  // namespace dsgw
