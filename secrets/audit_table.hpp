#pragma once

// Who did what to which secret: the table datasette_gateway_audit. Rows are only ever added, in the
// transaction of the change they tell of, and each carries a hash over itself and the one before.

#include "auth/signed_cookie.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::secrets {

namespace sqlite {
class connection;
}

/// Whose doing it is.
struct author
{
    std::optional<std::string> actor_id;  ///< nothing on the command line, or without an id
    std::string client;                   ///< an address, or "command line"
};

/// What is written down.
struct audit_event
{
    std::string_view action;  ///< "set", "note", "restore", "delete", "rotate-key", "import", …
    std::optional<std::string> secret;
    std::optional<std::int64_t> version;
    std::string detail;
};

/// One row as it stands.
struct audit_entry
{
    std::int64_t number = 0;
    std::string at;  ///< UTC, "YYYY-MM-DD HH:MM:SS"
    std::optional<std::string> actor;
    std::string action;
    std::optional<std::string> secret;
    std::optional<std::int64_t> version;
    std::string client;
    std::string detail;
    std::string hash;
};

struct audit_verdict
{
    std::size_t entries = 0;
    std::string last_hash;  ///< to be noted elsewhere: it vouches for everything before it
    /// What does not hold, in sentences; empty: the chain is whole.
    std::vector<std::string> faults;
    /// Entries whose time is before that of the entry above them: a clock was set back.
    std::vector<std::int64_t> clock_went_back;
};

/// "YYYY-MM-DD HH:MM:SS" in UTC, as SQLite's datetime('now') writes it.
[[nodiscard]] std::string utc_text(auth::unix_time time);

/// The table and the triggers that refuse to change or remove its rows. @throws sqlite::error.
void create_audit_table(sqlite::connection& database);

/// Within the transaction of the change. @throws sqlite::error.
void append_audit(
    sqlite::connection& database, auth::unix_time now, const author& by, const audit_event& event
);

/// Newest first. @throws sqlite::error.
[[nodiscard]] std::vector<audit_entry> read_audit(
    sqlite::connection& database, std::size_t most, std::int64_t before
);

/// What was done to one secret, newest first. @throws sqlite::error.
[[nodiscard]] std::vector<audit_entry> read_audit_of(
    sqlite::connection& database, std::string_view secret, std::size_t most
);

/// Also finds that the newest rows were taken away: numbers are never given twice.
/// @throws sqlite::error.
[[nodiscard]] audit_verdict verify_audit_table(sqlite::connection& database);

}  // namespace dsgw::secrets
