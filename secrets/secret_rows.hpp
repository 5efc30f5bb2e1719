#pragma once

// The table datasette_secrets, exactly as datasette-secrets creates and reads it: statements only,
// without keys or rules, within a transaction of the caller. Every function
// @throws sqlite::error.

#include "secrets/secret_types.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::secrets {

struct secret_row
{
    std::int64_t id = 0;
    version_info info;  ///< `readable` is not set
    std::string token;  ///< column encrypted
};

struct new_row
{
    std::string_view name;
    std::string_view note;
    std::string_view token;
    std::string_view key_name;
    std::string at;
    std::optional<std::string> by;
};

/// As the plugin does when it starts.
void create_secrets_table(sqlite::connection& database);

/// For a file of our own: the most frequent queries need not read the whole table.
void create_secrets_index(sqlite::connection& database);

/// @throws sqlite::error also with errc::table_missing and errc::table_of_other_schema.
void check_secrets_table(sqlite::connection& database);

/// The row with the highest version, like the plugin.
[[nodiscard]] std::optional<secret_row> find_current_row(
    sqlite::connection& database, std::string_view name
);

[[nodiscard]] std::optional<secret_row> find_row(
    sqlite::connection& database, std::string_view name, std::int64_t version
);

using row_visitor = std::function<void(secret_row)>;

/// In the order of names.
void visit_current_rows(sqlite::connection& database, const row_visitor& visit);

/// Newest first.
void visit_versions(sqlite::connection& database, std::string_view name, const row_visitor& visit);

/// In the order of creation.
/// @param visit  returns true to continue.
void visit_all_rows(sqlite::connection& database, const std::function<bool(secret_row)>& visit);

/// @return its version: the highest existing one plus one.
[[nodiscard]] std::int64_t insert_row(sqlite::connection& database, const new_row& row);

void update_note(
    sqlite::connection& database, std::int64_t id, std::string_view note, const std::string& at,
    const std::optional<std::string>& by
);

void update_token(
    sqlite::connection& database, std::int64_t id, std::string_view token, std::string_view key_name
);

void update_last_used(
    sqlite::connection& database, std::int64_t id, const std::string& at,
    const std::optional<std::string>& by
);

/// @return the number of removed rows.
[[nodiscard]] std::size_t remove_rows(sqlite::connection& database, std::string_view name);

}  // namespace dsgw::secrets
