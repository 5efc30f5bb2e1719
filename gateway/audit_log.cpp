#include "gateway/audit_log.hpp"

#include "gateway/access_log.hpp"

#include <spdlog/spdlog.h>

namespace dsgw {

namespace {

/// Longer ones are nobody's name.
constexpr std::size_t account_bytes_max = 100;

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
    }
    return "unknown";
}

}  // namespace

std::string audit_line(const audit_entry& entry)
{
    std::string line = R"({"event":")";
    line += name_of(entry.what);
    line += '"';
    if (!entry.client.empty()) append_json_text("client", entry.client, line);
    if (!entry.account.empty()) {
        append_json_text("account", entry.account.substr(0, account_bytes_max), line);
    }
    line += '}';
    return line;
}

void write_audit(const audit_entry& entry) { spdlog::info("audit {}", audit_line(entry)); }

}  // namespace dsgw
