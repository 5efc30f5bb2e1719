#pragma once

// The audit log as a table that Datasette can show: an SQLite file with one row for each event.
// Appends rows and removes the oldest; audit_log decides when.

#include "gateway/http/limits.hpp"
#include "store/failure.hpp"
#include "store/limits.hpp"
#include "store/sqlite.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace dsgw {

/// One row. "" becomes NULL. Texts are UTF-8.
struct audit_row
{
    std::string at;  ///< "2026-11-21T20:00:00.123Z"
    std::string event;
    std::string client;
    std::string account;
    std::int64_t times = 1;  ///< number of events in this row
};

struct audit_file_options
{
    std::string path;
    std::size_t rows_max = limits::audit_rows_max;  ///< per kind of event; the oldest are removed
    std::chrono::milliseconds busy_timeout = store::limits::busy_timeout;
    const char* vfs = nullptr;  ///< see sqlite::open_options
};

/// Blocking. Use from one thread at a time.
class audit_file
{
public:
    /// Creates the folder (0700), the file (0600) and the table `events` if they are missing. Uses
    /// WAL, so that Datasette can read while we write.
    /// @return store::errc::file_failed, database_…; errc::table_of_other_schema also for a
    ///         database with other contents.
    [[nodiscard]] static store::result<std::unique_ptr<audit_file>> open(audit_file_options options
    );

    /// Appends all rows or none; they are on disk when it returns. Opens the file again if it was
    /// removed or replaced meanwhile.
    /// @return as open().
    [[nodiscard]] store::result<void> append(std::span<const audit_row> rows);

private:
    explicit audit_file(audit_file_options options) : options_(std::move(options)) {}

    // @throws sqlite::error.
    [[nodiscard]] store::result<void> connect();
    void insert(const audit_row& row);
    void remove_oldest(std::string_view event);
    [[nodiscard]] store::failure to_failure(const sqlite::error& what) const;

    audit_file_options options_;
    std::unique_ptr<sqlite::connection> database_;
};

}  // namespace dsgw
