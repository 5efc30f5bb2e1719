#include "gateway/observe/access_log.hpp"

#include "base/ascii.hpp"
#include "base/sensitive_name.hpp"
#include "base/utf8.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/http/target_path.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <spdlog/async.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <ctime>

namespace dsgw {

namespace {

void append_milliseconds(std::chrono::microseconds time, std::string& out)
{
    append_number(time.count() / 1000, out);
    out += '.';
    const auto rest = time.count() % 1000;
    out += static_cast<char>('0' + rest / 100);
    out += static_cast<char>('0' + rest / 10 % 10);
    out += static_cast<char>('0' + rest % 10);
}

/// Appends one word or quoted text of a log line, escaped so that it cannot end the word or the
/// line.
void append_escaped(std::string_view text, std::string& out)
{
    static constexpr std::string_view hex = "0123456789abcdef";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7f && c != '"' && c != '\\') {
            out += c;
        } else {
            out += "\\x";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
}

/// The number of bytes of a query pair that may be logged. A `next` is itself a target, so only its
/// path may be.
std::size_t shown_bytes(std::string_view pair)
{
    constexpr std::string_view next = "next=";
    if (pair.substr(0, next.size()) != next) return pair.size();
    const auto query = std::min({pair.find('?'), pair.find("%3F"), pair.find("%3f")});
    return std::min(query, pair.size());
}

}  // namespace

/// Formats the part down to the second only once per second and thread.
void append_time(std::chrono::system_clock::time_point at, std::string& out)
{
    thread_local std::time_t made = -1;
    thread_local char text[32];
    const auto whole = std::chrono::system_clock::to_time_t(at);
    if (whole != made) {
        std::tm parts{};
        gmtime_r(&whole, &parts);
        std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.", &parts);
        made = whole;
    }
    const auto since = at.time_since_epoch();
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(since).count() % 1000;
    out += text;
    out += static_cast<char>('0' + millis / 100);
    out += static_cast<char>('0' + millis / 10 % 10);
    out += static_cast<char>('0' + millis % 10);
    out += 'Z';
}

std::string as_readable_text(std::string_view text)
{
    if (!find_bad_utf8(text) && text.find('\0') == text.npos) return std::string(text);
    std::string escaped;
    append_escaped(text, escaped);
    return escaped;
}

void append_json_text(std::string_view name, std::string_view text, std::string& out)
{
    out += ",\"";
    out += name;
    out += "\":";
    // JSON is UTF-8, but the target of a refused request may contain any bytes.
    std::string escaped;
    if (find_bad_utf8(text)) append_escaped(text, escaped);
    const auto shown = escaped.empty() ? text : std::string_view(escaped);
    out += boost::json::serialize(boost::json::string_view(shown.data(), shown.size()));
}

void append_text_line(const access_entry& entry, std::string& out)
{
    append_time(entry.at, out);
    out += ' ';
    out += entry.client;
    out += ' ';
    if (entry.actor.empty()) out += '-';
    append_escaped(entry.actor, out);
    out += " \"";
    append_escaped(entry.method, out);
    out += ' ';
    append_escaped(entry.target, out);
    out += "\" ";
    append_number(entry.status, out);
    out += ' ';
    append_number(entry.bytes, out);
    out += ' ';
    append_milliseconds(entry.duration, out);
    out += "ms upstream=";
    append_milliseconds(entry.upstream, out);
    out += "ms id=";
    out += entry.request_id;
    if (!entry.error.empty()) {
        out += " error=";
        out += entry.error;
        out += " side=";
        out += entry.side;
    }
    if (!entry.reason.empty()) {
        out += " reason=";
        out += entry.reason;
    }
    out += '\n';
}

void append_json_line(const access_entry& entry, std::string& out)
{
    out += "{\"time\":\"";
    append_time(entry.at, out);
    out += '"';
    append_json_text("client", entry.client, out);
    if (entry.actor.empty()) {
        out += ",\"actor\":null";
    } else {
        append_json_text("actor", entry.actor, out);
    }
    append_json_text("method", entry.method, out);
    append_json_text("path", entry.target, out);
    out += ",\"status\":";
    append_number(entry.status, out);
    out += ",\"bytes\":";
    append_number(entry.bytes, out);
    out += ",\"duration_ms\":";
    append_milliseconds(entry.duration, out);
    out += ",\"upstream_ms\":";
    append_milliseconds(entry.upstream, out);
    out += ",\"request_id\":\"";
    out += entry.request_id;
    out += '"';
    if (!entry.error.empty()) {
        append_json_text("error", entry.error, out);
        append_json_text("side", entry.side, out);
    }
    if (!entry.reason.empty()) append_json_text("reason", entry.reason, out);
    out += "}\n";
}

std::string redact_target(std::string_view target)
{
    // A refused absolute-form target may contain a password before its host.
    if (target.substr(0, 1) != "/" && target != "*") return "-";
    std::string shown(target.substr(0, target.find('?')));
    auto query = query_of(target);
    char separator = '?';
    while (!query.empty() && shown.size() < limits::logged_path_bytes_max) {
        const auto pair = take_pair(query);
        const auto equals = pair.find('=');
        const bool secret =
            equals != std::string_view::npos && may_be_sensitive_name(pair.substr(0, equals));
        const auto most = secret ? equals + 1 : shown_bytes(pair);
        shown += separator;
        shown += pair.substr(0, most);
        if (secret) shown += "***";
        if (!secret && most < pair.size()) shown += "?***";
        separator = '&';
    }
    if (shown.size() > limits::logged_path_bytes_max) {
        shown.resize(limits::logged_path_bytes_max);
        shown += "...";
    }
    return shown;
}

std::shared_ptr<spdlog::logger> make_access_logger()
{
    if (!spdlog::thread_pool()) spdlog::init_thread_pool(limits::access_log_batches_max, 1);
    auto sink = std::make_shared<spdlog::sinks::stdout_sink_mt>();
    auto logger = std::make_shared<spdlog::async_logger>(
        "access", std::move(sink), spdlog::thread_pool(), spdlog::async_overflow_policy::block
    );
    logger->set_formatter(
        std::make_unique<spdlog::pattern_formatter>("%v", spdlog::pattern_time_type::utc, "")
    );
    logger->flush_on(spdlog::level::info);
    return logger;
}

access_log::access_log(asio::io_context& context, std::shared_ptr<spdlog::logger> logger)
    : logger_(std::move(logger)), timer_(context.get_executor())
{}

access_log::~access_log() { flush(); }

void access_log::write(const access_entry& entry, access_log_format format)
{
    switch (format) {
        case access_log_format::off:
            return;
        case access_log_format::text:
            append_text_line(entry, batch_);
            break;
        case access_log_format::json:
            append_json_line(entry, batch_);
            break;
    }
    if (batch_.size() >= limits::access_log_batch_bytes) {
        flush();
    } else if (!scheduled_) {
        scheduled_ = true;
        timer_.expires_after(limits::access_log_flush);
        timer_.async_wait([this](boost::system::error_code ec) {
            scheduled_ = false;
            if (!ec) flush();
        });
    }
}

void access_log::flush()
{
    if (batch_.empty()) return;
    logger_->info("{}", batch_);
    batch_.clear();
}

}  // namespace dsgw
