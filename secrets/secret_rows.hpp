#pragma once

// The table datasette_secrets, exactly as datasette-secrets makes and reads it: statements only. No
// keys, no rules; within a transaction of the caller's. Everything here @throws sqlite::error.

#include "secrets/secret_store.hpp"

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
    version_info info;  ///< `readable` is not filled in
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

/// As the plugin does at its start.
void create_secrets_table(sqlite::connection& database);

/// For a file of our own: what is asked most often is found without reading the whole table.
void create_secrets_index(sqlite::connection& database);

/// @throws sqlite::error also with errc::table_missing and errc::table_of_other_schema.
void check_secrets_table(sqlite::connection& database);

/// As the plugin finds it: the highest version.
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

/// In the order in which they were made. @param visit  true to go on.
void visit_all_rows(sqlite::connection& database, const std::function<bool(secret_row)>& visit);

/// @return its version: one above the highest there is.
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

/// @return how many there were.
[[nodiscard]] std::size_t remove_rows(sqlite::connection& database, std::string_view name);

}  // namespace dsgw::secrets
