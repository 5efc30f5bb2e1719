#include "gateway/command/table_names.hpp"

#include "gateway/http/limits.hpp"
#include "store/sqlite.hpp"

#include <chrono>
#include <filesystem>

namespace dsgw {

std::vector<std::string> read_table_names(const std::string& file)
{
    std::error_code ec;
    const bool has_wal = std::filesystem::exists(file + "-wal", ec);
    // Without its index, reading the log would make one.
    if (has_wal && !std::filesystem::exists(file + "-shm", ec)) return {};
    sqlite::open_options how;
    how.path = file;
    how.busy_timeout = limits::table_names_lock_wait;
    how.use = has_wal ? sqlite::file_use::read_only : sqlite::file_use::immutable;
    std::vector<std::string> names;
    try {
        sqlite::connection database(how);
        auto rows =
            database.query("select name from sqlite_schema where type in ('table', 'view')");
        while (rows.next())
            names.push_back(rows.text(0));
    } catch (const sqlite::error&) {
        return {};
    }
    return names;
}

}  // namespace dsgw
