#include "store/sqlite.hpp"

#include <sqlite3.h>

#include <filesystem>

namespace dsgw::sqlite {
namespace {

using store::errc;

errc schema_errc(std::string_view message)
{
    const auto has = [message](std::string_view part) { return message.find(part) != part.npos; };
    if (has("no such table")) return errc::table_missing;
    if (has("no such column") || has("has no column named")) return errc::table_of_other_schema;
    return errc::database_failed;
}

errc to_errc(int code, std::string_view message)
{
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return errc::database_locked;
        case SQLITE_READONLY:
            return errc::database_read_only;
        case SQLITE_FULL:
            return errc::database_full;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return errc::database_corrupt;
        case SQLITE_CANTOPEN:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return errc::database_missing;
        case SQLITE_IOERR:
            return errc::disk_failed;
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
            return errc::table_of_other_schema;
        case SQLITE_ERROR:
            return schema_errc(message);
        default:
            return errc::database_failed;
    }
}

[[noreturn]] void fail(sqlite3* database, int code)
{
    const std::string message =
        database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
    throw error(to_errc(code, message), message);
}

struct bind_value
{
    sqlite3_stmt* statement;
    int place;

    int operator()(std::nullptr_t) const { return sqlite3_bind_null(statement, place); }
    int operator()(std::int64_t number) const
    {
        return sqlite3_bind_int64(statement, place, number);
    }
    int operator()(std::string_view text) const
    {
        // An empty view may hold a null pointer, which SQLite would take for NULL.
        const char* begin = text.empty() ? "" : text.data();
        return sqlite3_bind_text64(
            statement, place, begin, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8
        );
    }
    int operator()(blob value) const
    {
        const char* begin = value.bytes.empty() ? "" : value.bytes.data();
        return sqlite3_bind_blob64(statement, place, begin, value.bytes.size(), SQLITE_TRANSIENT);
    }
};

/// What sqlite3_open_v2() takes: a path, or a URI if there is an option.
std::string name_of(const open_options& options)
{
    if (options.use != file_use::immutable) return options.path;
    std::string uri = "file://";
    for (const char c : std::filesystem::absolute(options.path).string()) {
        const bool has_meaning = c == '%' || c == '?' || c == '#';
        uri += has_meaning ? std::string(
                                 c == '%'   ? "%25"
                                 : c == '?' ? "%3f"
                                            : "%23"
                             )
                           : std::string(1, c);
    }
    return uri + "?immutable=1";
}

int flags_of(file_use use)
{
    switch (use) {
        case file_use::read_write:
            return SQLITE_OPEN_READWRITE;
        case file_use::read_only:
            return SQLITE_OPEN_READONLY;
        case file_use::immutable:
            return SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    }
    return SQLITE_OPEN_READONLY;
}

}  // namespace

parameter or_null(const std::optional<std::string>& text)
{
    if (!text) return nullptr;
    return std::string_view(*text);
}

cursor::~cursor()
{
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool cursor::next()
{
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail(sqlite3_db_handle(statement_), code);
}

std::int64_t cursor::number(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view cursor::bytes(int column) const
{
    const void* begin = sqlite3_column_blob(statement_, column);
    if (begin == nullptr) return {};
    const int size = sqlite3_column_bytes(statement_, column);
    return {static_cast<const char*>(begin), static_cast<std::size_t>(size)};
}

std::optional<std::string> cursor::text_or_null(int column) const
{
    if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
    return text(column);
}

void connection::closer::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

void connection::finalizer::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

connection::connection(const open_options& options)
{
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(
        name_of(options).c_str(), &opened,
        flags_of(options.use) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, options.vfs
    );
    database_.reset(opened);
    if (code != SQLITE_OK) fail(opened, code);
    sqlite3_busy_timeout(opened, static_cast<int>(options.busy_timeout.count()));
    // A file that others may write must not add functions to our process.
    sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_extended_result_codes(opened, 1);
}

cursor connection::query(std::string_view sql, std::initializer_list<parameter> values)
{
    auto found = statements_.find(sql);
    if (found == statements_.end()) {
        sqlite3_stmt* made = nullptr;
        const int code = sqlite3_prepare_v3(
            database_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
            &made, nullptr
        );
        if (code != SQLITE_OK) fail(database_.get(), code);
        found = statements_.emplace(sql, made).first;
    }
    sqlite3_stmt* statement = found->second.get();
    cursor rows(statement);
    int place = 0;
    for (const parameter& value : values) {
        const int code = std::visit(bind_value{statement, ++place}, value);
        if (code != SQLITE_OK) fail(database_.get(), code);
    }
    return rows;
}

std::int64_t connection::run(std::string_view sql, std::initializer_list<parameter> values)
{
    cursor rows = query(sql, values);
    while (rows.next()) {
    }
    return sqlite3_changes64(database_.get());
}

std::optional<std::string> connection::only_text(
    std::string_view sql, std::initializer_list<parameter> values
)
{
    cursor rows = query(sql, values);
    if (!rows.next()) return std::nullopt;
    return rows.text_or_null(0);
}

void connection::set_durability(durability level)
{
    if (durability_ == level) return;
    // Without query(): this pragma takes effect when it is prepared, and a cached statement would
    // do nothing.
    const char* sql =
        level == durability::on_disk ? "pragma synchronous = extra" : "pragma synchronous = normal";
    const int code = sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(database_.get(), code);
    durability_ = level;
}

bool connection::is_read_only() const { return sqlite3_db_readonly(database_.get(), "main") == 1; }

bool connection::has_moved() const
{
    int moved = 0;
    const int code = sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &moved);
    return code == SQLITE_OK && moved != 0;
}

bool connection::in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }

transaction::transaction(connection& database, access_mode mode) : database_(database)
{
    database_.run(mode == access_mode::write ? "begin immediate" : "begin");
}

transaction::~transaction()
{
    // SQLite has already rolled back after some failures.
    if (!database_.in_transaction()) return;
    try {
        database_.run("rollback");
    } catch (const error&) {
        // There is no other way to undo it; the next transaction reports the error.
    }
}

void transaction::commit() { database_.run("commit"); }

}  // namespace dsgw::sqlite
