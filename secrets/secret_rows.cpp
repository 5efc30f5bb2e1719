#include "secrets/secret_rows.hpp"

#include "store/sqlite.hpp"

#include <algorithm>
#include <array>

namespace dsgw::secrets {
namespace {

// The text from datasette_secrets/__init__.py, so that .schema shows no difference.
constexpr std::string_view secrets_schema =
    "create table if not exists datasette_secrets (\n"
    "    id integer primary key,\n"
    "    name text not null,\n"
    "    note text,\n"
    "    version integer not null default 1,\n"
    "    encrypted blob,\n"
    "    encryption_key_name text not null,\n"
    "    created_at text,\n"
    "    created_by text,\n"
    "    updated_at text,\n"
    "    updated_by text,\n"
    "    deleted_at text,\n"
    "    deleted_by text,\n"
    "    last_used_at text,\n"
    "    last_used_by text\n"
    ")";

constexpr std::array<std::string_view, 14> expected_columns = {
    "id",           "name",         "note",       "version",    "encrypted",  "encryption_key_name",
    "created_at",   "created_by",   "updated_at", "updated_by", "deleted_at", "deleted_by",
    "last_used_at", "last_used_by",
};

constexpr std::string_view select_rows =
    "select id, name, version, note, encrypted, encryption_key_name, created_at, created_by, "
    "updated_at, updated_by, last_used_at, last_used_by from datasette_secrets ";

std::string select(std::string_view rest) { return std::string(select_rows).append(rest); }

secret_row read_row(const sqlite::cursor& row)
{
    secret_row read;
    read.id = row.number(0);
    version_info& info = read.info;
    info.name = row.text(1);
    info.version = row.number(2);
    info.note = row.text(3);
    read.token = row.text(4);
    info.key_name = row.text(5);
    info.created_at = row.text_or_null(6);
    info.created_by = row.text_or_null(7);
    info.updated_at = row.text_or_null(8);
    info.updated_by = row.text_or_null(9);
    info.last_used_at = row.text_or_null(10);
    info.last_used_by = row.text_or_null(11);
    return read;
}

std::optional<secret_row> first_of(sqlite::cursor rows)
{
    if (!rows.next()) return std::nullopt;
    return read_row(rows);
}

[[noreturn]] void other_schema(const std::string& why)
{
    throw sqlite::error(errc::table_of_other_schema, why);
}

}  // namespace

void create_secrets_table(sqlite::connection& database) { database.run(secrets_schema); }

void create_secrets_index(sqlite::connection& database)
{
    database.run(
        "create index if not exists datasette_gateway_secrets_by_name "
        "on datasette_secrets (name, version desc)"
    );
}

void check_secrets_table(sqlite::connection& database)
{
    const auto kind =
        database.only_text("select type from sqlite_schema where name = 'datasette_secrets'");
    if (!kind) throw sqlite::error(errc::table_missing, "no such table: datasette_secrets");
    if (*kind != "table") other_schema("datasette_secrets is a " + *kind);

    std::vector<std::string> names;
    // An unknown column that must have a value.
    sqlite::cursor columns = database.query(
        "select name, \"notnull\" and dflt_value is null and pk = 0 "
        "from pragma_table_info('datasette_secrets')"
    );
    while (columns.next()) {
        names.push_back(columns.text(0));
        const bool is_known = std::ranges::count(expected_columns, names.back()) > 0;
        if (columns.number(1) != 0 && !is_known)
            other_schema("its column " + names.back() + " is unknown and must not be empty");
    }
    for (const std::string_view expected : expected_columns) {
        if (std::ranges::count(names, expected) == 0)
            other_schema("it has no column " + std::string(expected));
    }
}

std::optional<secret_row> find_current_row(sqlite::connection& database, std::string_view name)
{
    return first_of(
        database.query(select("where name = ? order by version desc, id limit 1"), {name})
    );
}

std::optional<secret_row> find_row(
    sqlite::connection& database, std::string_view name, std::int64_t version
)
{
    return first_of(database.query(
        select("where name = ? and version = ? order by id limit 1"), {name, version}
    ));
}

void visit_current_rows(sqlite::connection& database, const row_visitor& visit)
{
    // The other columns are those of the row with the highest version: SQLite guarantees that for
    // max(), and the plugin relies on it too.
    sqlite::cursor rows = database.query(
        "select id, name, max(version), note, encrypted, encryption_key_name, created_at, "
        "created_by, updated_at, updated_by, last_used_at, last_used_by "
        "from datasette_secrets group by name order by name"
    );
    while (rows.next())
        visit(read_row(rows));
}

void visit_versions(sqlite::connection& database, std::string_view name, const row_visitor& visit)
{
    sqlite::cursor rows =
        database.query(select("where name = ? order by version desc, id"), {name});
    while (rows.next())
        visit(read_row(rows));
}

void visit_all_rows(sqlite::connection& database, const std::function<bool(secret_row)>& visit)
{
    // Reads one row at a time by its id, since the visitor may change the row.
    for (std::int64_t last = INT64_MIN;;) {
        auto row = first_of(database.query(select("where id > ? order by id limit 1"), {last}));
        if (!row) return;
        last = row->id;
        if (!visit(std::move(*row))) return;
    }
}

std::int64_t insert_row(sqlite::connection& database, const new_row& row)
{
    sqlite::cursor inserted = database.query(
        "insert into datasette_secrets (name, version, note, encrypted, encryption_key_name, "
        "created_at, created_by, updated_at, updated_by) values (?1, "
        "coalesce((select max(version) + 1 from datasette_secrets where name = ?1), 1), "
        "?2, ?3, ?4, ?5, ?6, ?5, ?6) returning version",
        {row.name, row.note, sqlite::blob{row.token}, row.key_name, row.at, sqlite::or_null(row.by)}
    );
    inserted.next();
    const std::int64_t version = inserted.number(0);
    inserted.next();  // runs the statement to its end
    return version;
}

void update_note(
    sqlite::connection& database, std::int64_t id, std::string_view note, const std::string& at,
    const std::optional<std::string>& by
)
{
    database.run(
        "update datasette_secrets set note = ?, updated_at = ?, updated_by = ? where id = ?",
        {note, at, sqlite::or_null(by), id}
    );
}

void update_token(
    sqlite::connection& database, std::int64_t id, std::string_view token, std::string_view key_name
)
{
    database.run(
        "update datasette_secrets set encrypted = ?, encryption_key_name = ? where id = ?",
        {sqlite::blob{token}, key_name, id}
    );
}

void update_last_used(
    sqlite::connection& database, std::int64_t id, const std::string& at,
    const std::optional<std::string>& by
)
{
    database.run(
        "update datasette_secrets set last_used_at = ?, last_used_by = ? where id = ?",
        {at, sqlite::or_null(by), id}
    );
}

std::size_t remove_rows(sqlite::connection& database, std::string_view name)
{
    return static_cast<std::size_t>(
        database.run("delete from datasette_secrets where name = ?", {name})
    );
}

}  // namespace dsgw::secrets
