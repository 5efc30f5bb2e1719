#pragma once

// Step 9, log: one line for each request, however it ended. Each I/O thread gathers lines and
// passes them to spdlog's writer thread in batches, so the hot path takes no lock. Lines never
// contain credentials or cookies.

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

/// The data of a finished request. Views are used at once.
struct access_entry
{
    std::chrono::system_clock::time_point at;
    std::string_view client;      ///< address
    std::string_view actor;       ///< actor id, "" if anonymous
    std::string_view request_id;  ///< satisfies is_request_id: needs no escapes
    std::string_view method;
    std::string_view target;  ///< already redacted
    unsigned status;          ///< 0: no response was sent
    std::uint64_t bytes;      ///< body bytes sent to the client, without framing
    std::chrono::microseconds duration;
    std::chrono::microseconds upstream;  ///< from connect to the last byte read; 0: no request
    std::string_view error;              ///< name of the errc, "" if there was no error
    std::string_view side;               ///< of the error
    std::string_view reason;             ///< of a 401: name of the refusal, else ""
};

/// Appends the entry as one line, newline included. In text, bytes outside printable ASCII are
/// escaped; in JSON, a value that is not UTF-8 is.
void append_text_line(const access_entry& entry, std::string& out);
void append_json_line(const access_entry& entry, std::string& out);

/// Appends ,"name":"text" of a JSON object; bytes that are not UTF-8 are escaped.
void append_json_text(std::string_view name, std::string_view text, std::string& out);

/// Returns the text, with its bytes escaped if it is not UTF-8 or contains a NUL.
[[nodiscard]] std::string as_readable_text(std::string_view text);

/// Appends "2026-11-21T20:00:00.123Z".
void append_time(std::chrono::system_clock::time_point at, std::string& out);

/// The target as it may be logged: "***" replaces the values of query parameters with sensitive
/// names, and the query within a `next`. Cut at limits::logged_path_bytes_max.
[[nodiscard]] std::string redact_target(std::string_view target);

/// The writer of all I/O threads' logs: standard output, asynchronous.
[[nodiscard]] std::shared_ptr<spdlog::logger> make_access_logger();

/// The part of the access log that belongs to one I/O thread.
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
