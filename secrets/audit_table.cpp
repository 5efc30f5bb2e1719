#include "secrets/audit_table.hpp"

#include "base/bytes.hpp"
#include "store/sqlite.hpp"

#include <openssl/sha.h>

#include <array>
#include <ctime>

namespace dsgw::secrets {
namespace {

constexpr std::string_view audit_schema =
    "create table if not exists datasette_gateway_audit (\n"
    "    id integer primary key autoincrement,\n"
    "    at text not null,\n"
    "    actor text,\n"
    "    action text not null,\n"
    "    secret text,\n"
    "    version integer,\n"
    "    client text not null,\n"
    "    detail text not null,\n"
    "    hash text not null\n"
    ")";

constexpr std::string_view refuse_update =
    "create trigger if not exists datasette_gateway_audit_no_update\n"
    "before update on datasette_gateway_audit\n"
    "begin select raise(abort, 'the audit table is append-only'); end";

constexpr std::string_view refuse_delete =
    "create trigger if not exists datasette_gateway_audit_no_delete\n"
    "before delete on datasette_gateway_audit\n"
    "begin select raise(abort, 'the audit table is append-only'); end";

// "insert or replace" removes rows without firing the trigger above.
constexpr std::string_view refuse_replace =
    "create trigger if not exists datasette_gateway_audit_no_replace\n"
    "before insert on datasette_gateway_audit\n"
    "when new.id <= (select max(id) from datasette_gateway_audit)\n"
    "begin select raise(abort, 'the audit table is append-only'); end";

constexpr std::string_view columns = "id, at, actor, action, secret, version, client, detail, hash";

// Each field is "LENGTH:BYTES,", and NULL is "-,", so that different fields never give the same
// text.
void append_field(std::string& text, const std::optional<std::string>& field)
{
    if (field)
        text.append(std::to_string(field->size())).append(":").append(*field).append(",");
    else
        text.append("-,");
}

std::optional<std::string> as_text(const std::optional<std::int64_t>& number)
{
    if (!number) return std::nullopt;
    return std::to_string(*number);
}

// SHA-256, in hex digits, of the previous hash and every column except the hash.
std::string make_hash(std::string_view before, const audit_entry& entry)
{
    std::string text;
    append_field(text, std::string(before));
    append_field(text, std::to_string(entry.number));
    append_field(text, entry.at);
    append_field(text, entry.actor);
    append_field(text, entry.action);
    append_field(text, entry.secret);
    append_field(text, as_text(entry.version));
    append_field(text, entry.client);
    append_field(text, entry.detail);

    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(as_unsigned(text), text.size(), digest.data());
    return to_hex(digest);
}

audit_entry read_entry(const sqlite::cursor& row)
{
    audit_entry entry;
    entry.number = row.number(0);
    entry.at = row.text(1);
    entry.actor = row.text_or_null(2);
    entry.action = row.text(3);
    entry.secret = row.text_or_null(4);
    if (row.text_or_null(5)) entry.version = row.number(5);
    entry.client = row.text(6);
    entry.detail = row.text(7);
    entry.hash = row.text(8);
    return entry;
}

// The highest number given so far, even if its row has been removed.
std::int64_t last_number_given(sqlite::connection& database)
{
    sqlite::cursor row =
        database.query("select seq from sqlite_sequence where name = 'datasette_gateway_audit'");
    return row.next() ? row.number(0) : 0;
}

void check_number(std::int64_t number, std::int64_t expected, audit_verdict& verdict)
{
    if (number == expected) return;
    verdict.faults.push_back(
        "entries " + std::to_string(expected) + " to " + std::to_string(number - 1) + " are missing"
    );
}

}  // namespace

std::string utc_text(auth::unix_time time)
{
    const std::time_t seconds = time.time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    return {text.data(), size};
}

void create_audit_table(sqlite::connection& database)
{
    database.run(audit_schema);
    database.run(refuse_update);
    database.run(refuse_delete);
    database.run(refuse_replace);
}

void append_audit(
    sqlite::connection& database, auth::unix_time now, const author& by, const audit_event& event
)
{
    const std::string before =
        database.only_text("select hash from datasette_gateway_audit order by id desc limit 1")
            .value_or("");
    audit_entry entry;
    entry.number = last_number_given(database) + 1;
    entry.at = utc_text(now);
    entry.actor = by.actor_id;
    entry.action = event.action;
    entry.secret = event.secret;
    entry.version = event.version;
    entry.client = by.client;
    entry.detail = event.detail;
    const auto version =
        entry.version ? sqlite::parameter(*entry.version) : sqlite::parameter(nullptr);
    database.run(
        "insert into datasette_gateway_audit "
        "(id, at, actor, action, secret, version, client, detail, hash) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {entry.number, entry.at, sqlite::or_null(entry.actor), entry.action,
         sqlite::or_null(entry.secret), version, entry.client, entry.detail,
         make_hash(before, entry)}
    );
}

std::vector<audit_entry> read_audit(
    sqlite::connection& database, std::size_t most, std::int64_t before
)
{
    std::vector<audit_entry> entries;
    sqlite::cursor rows = database.query(
        "select " + std::string(columns) +
            " from datasette_gateway_audit where ?1 = 0 or id < ?1 order by id desc limit ?2",
        {before, static_cast<std::int64_t>(most)}
    );
    while (rows.next())
        entries.push_back(read_entry(rows));
    return entries;
}

std::vector<audit_entry> read_audit_of(
    sqlite::connection& database, std::string_view secret, std::size_t most
)
{
    std::vector<audit_entry> entries;
    sqlite::cursor rows = database.query(
        "select " + std::string(columns) +
            " from datasette_gateway_audit where secret = ?1 order by id desc limit ?2",
        {secret, static_cast<std::int64_t>(most)}
    );
    while (rows.next())
        entries.push_back(read_entry(rows));
    return entries;
}

audit_verdict verify_audit_table(sqlite::connection& database)
{
    audit_verdict verdict;
    std::int64_t expected = 1;
    std::string last_time;
    sqlite::cursor rows = database.query(
        "select " + std::string(columns) + " from datasette_gateway_audit order by id"
    );
    while (rows.next()) {
        const audit_entry entry = read_entry(rows);
        check_number(entry.number, expected, verdict);
        if (entry.hash != make_hash(verdict.last_hash, entry)) {
            verdict.faults.push_back(
                "entry " + std::to_string(entry.number) + " or the one before it was changed"
            );
        }
        if (entry.at < last_time) verdict.clock_went_back.push_back(entry.number);
        ++verdict.entries;
        verdict.last_hash = entry.hash;
        last_time = entry.at;
        expected = entry.number + 1;
    }
    check_number(last_number_given(database) + 1, expected, verdict);
    return verdict;
}

}  // namespace dsgw::secrets
