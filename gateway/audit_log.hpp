#pragma once

// What an administrator, or fail2ban, wants to know about people: one JSON line in the log for each
// log-in, failed log-in, throttled try, log-out and reload. Never a password, a cookie or a token.

#include <string>
#include <string_view>

namespace dsgw {

enum class audit_event
{
    logged_in,  ///< a password was checked and right; what is remembered is not checked again
    log_in_failed,
    throttled,
    logged_out,
    reloaded,
};

struct audit_entry
{
    audit_event what{};
    std::string_view client;   ///< address, "" for what nobody asked for over the network
    std::string_view account;  ///< as typed, or the actor's id; any bytes
};

/// {"event": …, "client": …, "account": …}: what the client cannot choose comes first, so that a
/// pattern can be anchored there. Long names are cut off, bytes that are not UTF-8 are escaped.
[[nodiscard]] std::string audit_line(const audit_entry& entry);

/// Writes "audit " and the line to the log, at level info.
void write_audit(const audit_entry& entry);

}  // namespace dsgw
