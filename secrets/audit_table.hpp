#pragma once

// The audit trail of secrets: the table datasette_gateway_audit. Rows are only ever added, in the
// transaction of the change that they describe. Each contains a hash of itself and the previous
// hash.

#include "auth/signed_cookie.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::sqlite {
class connection;
}

namespace dsgw::secrets {

/// The author of a change.
struct author
{
    std::optional<std::string> actor_id;  ///< nothing on the command line, or without an id
    std::string client;                   ///< an address, or "command line"
};

/// The data of one entry.
struct audit_event
{
    std::string_view action;  ///< "set", "note", "restore", "delete", "rotate-key", "import", …
    std::optional<std::string> secret;
    std::optional<std::int64_t> version;
    std::string detail;
};

/// One row of the table.
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
    std::string last_hash;  ///< store it elsewhere: it proves everything before it
    /// The errors found, as sentences; empty: the chain is intact.
    std::vector<std::string> faults;
    /// Entries with a time before that of the previous entry: the clock was set back.
    std::vector<std::int64_t> clock_went_back;
};

/// "YYYY-MM-DD HH:MM:SS" in UTC, like SQLite's datetime('now').
[[nodiscard]] std::string utc_text(auth::unix_time time);

/// Creates the table and the triggers that refuse to change or remove its rows.
/// @throws sqlite::error.
void create_audit_table(sqlite::connection& database);

/// Call it within the transaction of the change.
/// @throws sqlite::error.
void append_audit(
    sqlite::connection& database, auth::unix_time now, const author& by, const audit_event& event
);

/// Newest first. @throws sqlite::error.
[[nodiscard]] std::vector<audit_entry> read_audit(
    sqlite::connection& database, std::size_t most, std::int64_t before
);

/// The entries of one secret, newest first.
/// @throws sqlite::error.
[[nodiscard]] std::vector<audit_entry> read_audit_of(
    sqlite::connection& database, std::string_view secret, std::size_t most
);

/// Also detects that the newest rows were removed: numbers are never reused.
/// @throws sqlite::error.
[[nodiscard]] audit_verdict verify_audit_table(sqlite::connection& database);

}  // namespace dsgw::secrets
