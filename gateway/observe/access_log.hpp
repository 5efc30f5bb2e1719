#pragma once

// Step 9, log: one line for each request, however it ended. Lines gather per I/O thread and are
// handed to spdlog's writer thread in batches, so the hot path takes no lock. Never a credential,
// never a cookie.

#include "gateway/config/settings.hpp"
#include "gateway/net/wire.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace dsgw {

/// What is known of a request when it is over. Views are used at once.
struct access_entry
{
    std::chrono::system_clock::time_point at;
    std::string_view client;      ///< address
    std::string_view actor;       ///< actor id, "" for nobody
    std::string_view request_id;  ///< is_request_id: nothing in it wants an escape
    std::string_view method;
    std::string_view target;  ///< already redacted
    unsigned status;          ///< 0: no answer was sent
    std::uint64_t bytes;      ///< body bytes sent to the client, framing not counted
    std::chrono::microseconds duration;
    std::chrono::microseconds upstream;  ///< from connect to the last byte read; 0: not asked
    std::string_view error;              ///< name of the errc, "" if all went well
    std::string_view side;               ///< of the error
};

/// Appends the entry as one line, newline included. In text, bytes outside printable ASCII are
/// escaped; in JSON, a value that is not UTF-8 is.
void append_text_line(const access_entry& entry, std::string& out);
void append_json_line(const access_entry& entry, std::string& out);

/// Appends ,"name":"text" of a JSON object; bytes that are not UTF-8 are escaped.
void append_json_text(std::string_view name, std::string_view text, std::string& out);

/// The text itself, or with its bytes escaped if it is not UTF-8 or holds a NUL.
[[nodiscard]] std::string as_readable_text(std::string_view text);

/// Appends "2026-11-21T20:00:00.123Z".
void append_time(std::chrono::system_clock::time_point at, std::string& out);

/// The target as it may be logged: values of query parameters whose name speaks of a secret are
/// "***", and so is the query within a `next`; cut at limits::logged_path_bytes_max.
[[nodiscard]] std::string redact_target(std::string_view target);

/// The writer behind all I/O threads' logs: standard output, asynchronous.
[[nodiscard]] std::shared_ptr<spdlog::logger> make_access_logger();

/// One I/O thread's end of it.
class access_log
{
public:
    access_log(asio::io_context& context, std::shared_ptr<spdlog::logger> logger);
    ~access_log();

    void write(const access_entry& entry, access_log_format format);
    void flush();

private:
    std::shared_ptr<spdlog::logger> logger_;
    std::string batch_;
    steady_timer timer_;
    bool scheduled_ = false;
};

}  // namespace dsgw
