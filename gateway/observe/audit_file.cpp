#include "gateway/observe/audit_file.hpp"

#include "store/state_files.hpp"

#include <set>
#include <string_view>
#include <utility>

namespace dsgw {

namespace {

constexpr std::string_view events_table =
    "create table events (\n"
    "    id integer primary key,\n"
    "    at text not null,\n"
    "    event text not null,\n"
    "    client text,\n"
    "    account text,\n"
    "    times integer not null default 1\n"
    ")";

/// Finds the oldest rows of a kind: an index entry ends with the row's id.
constexpr std::string_view events_index = "create index events_by_kind on events (event)";

constexpr std::string_view columns_wanted = "id, at, event, client, account, times";

constexpr std::string_view read_columns =
    "select group_concat(name, ', ') from (select name from pragma_table_info('events') "
    "order by cid)";

constexpr std::string_view find_other_table =
    "select name from sqlite_schema where type = 'table' limit 1";

store::result<void> make_table(sqlite::connection& database, const std::string& path)
{
    sqlite::transaction making(database, sqlite::access_mode::write);
    // Another process may have created the table meanwhile.
    if (database.only_text(read_columns)) return {};
    if (const auto other = database.only_text(find_other_table)) {
        return store::failure{
            store::errc::table_of_other_schema,
            path + ": this database has other contents, the table \"" + *other +
                "\": the audit log needs its own file"};
    }
    database.run(events_table);
    database.run(events_index);
    making.commit();
    return {};
}

store::result<void> check_table(sqlite::connection& database, const std::string& path)
{
    const auto columns = database.only_text(read_columns);
    if (columns == columns_wanted) return {};
    return store::failure{
        store::errc::table_of_other_schema, path + ": its table \"events\" has the columns " +
                                                columns.value_or("(none)") + " instead of " +
                                                std::string(columns_wanted)};
}

sqlite::parameter text_or_null(const std::string& text)
{
    if (text.empty()) return nullptr;
    return std::string_view(text);
}

}  // namespace

store::result<std::unique_ptr<audit_file>> audit_file::open(audit_file_options options)
{
    std::unique_ptr<audit_file> made(new audit_file(std::move(options)));
    try {
        if (const auto connected = made->connect(); !connected) return connected.error();
    } catch (const sqlite::error& what) {
        return made->to_failure(what);
    }
    return made;
}

store::result<void> audit_file::connect()
{
    database_.reset();
    if (auto made = store::make_own_file(options_.path); !made) return made;
    auto opened = std::make_unique<sqlite::connection>(sqlite::open_options{
        options_.path, options_.busy_timeout, options_.vfs});
    opened->set_durability(sqlite::durability::on_disk);
    opened->run("pragma temp_store = memory");  // its thread makes no files but beside the database
    // The first access to the file shows whether it can be written.
    const bool has_table = opened->only_text(read_columns).has_value();
    if (opened->is_read_only()) return make_failure(store::errc::database_read_only, options_.path);
    if (!has_table) {
        if (auto made = make_table(*opened, options_.path); !made) return made;
    }
    if (auto checked = check_table(*opened, options_.path); !checked) return checked;
    opened->run("pragma journal_mode = wal");
    opened->run("pragma journal_size_limit = " + std::to_string(limits::audit_journal_bytes_max));
    database_ = std::move(opened);
    return {};
}

store::result<void> audit_file::append(std::span<const audit_row> rows)
{
    try {
        if (!database_ || database_->has_moved()) {
            if (auto connected = connect(); !connected) return connected;
        }
        std::set<std::string_view> kinds;
        sqlite::transaction adding(*database_, sqlite::access_mode::write);
        for (const auto& row : rows) {
            insert(row);
            kinds.insert(row.event);
        }
        for (const auto kind : kinds)
            remove_oldest(kind);
        adding.commit();
    } catch (const sqlite::error& what) {
        return to_failure(what);
    }
    return {};
}

void audit_file::insert(const audit_row& row)
{
    database_->run(
        "insert into events (at, event, client, account, times) values (?, ?, ?, ?, ?)",
        {std::string_view(row.at), std::string_view(row.event), text_or_null(row.client),
         text_or_null(row.account), row.times}
    );
}

void audit_file::remove_oldest(std::string_view event)
{
    database_->run(
        "delete from events where event = ?1 and id <= "
        "(select id from events where event = ?1 order by id desc limit 1 offset ?2)",
        {event, static_cast<std::int64_t>(options_.rows_max)}
    );
}

/// SQLite's own message is clearer than those of the codes for any other error.
store::failure audit_file::to_failure(const sqlite::error& what) const
{
    const auto code = what.code();
    if (code == store::errc::database_failed || code == store::errc::table_missing ||
        code == store::errc::table_of_other_schema)
        return {code, options_.path + ": " + what.what()};
    return store::make_failure(code, options_.path, what.what());
}

}  // namespace dsgw
