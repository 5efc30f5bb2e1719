#pragma once

// SQLite: one connection on one thread, cached prepared statements, and exceptions that the callers
// turn into results.

#include "store/failure.hpp"
#include "store/limits.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

struct sqlite3;
struct sqlite3_stmt;

namespace dsgw::sqlite {

/// An error of SQLite: our code for it, of store::errc or of a room that uses this one, and
/// SQLite's own message.
class error : public std::runtime_error
{
public:
    error(boost::system::error_code code, const std::string& message)
        : std::runtime_error(message), code_(code)
    {}
    [[nodiscard]] boost::system::error_code code() const { return code_; }

private:
    boost::system::error_code code_;
};

struct blob
{
    std::string_view bytes;
};

/// One bound value; copied by SQLite.
using parameter = std::variant<std::nullptr_t, std::int64_t, std::string_view, blob>;

[[nodiscard]] parameter or_null(const std::optional<std::string>& text);

/// A statement in progress, reset when it is destroyed. At most one with the same SQL at a time.
class cursor
{
public:
    explicit cursor(sqlite3_stmt* statement) : statement_(statement) {}
    cursor(cursor&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
    cursor& operator=(cursor&&) = delete;
    ~cursor();

    /// @return false at the end. @throws error.
    bool next();

    /// The columns of the current row, from 0. Views are valid until next().
    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::string_view bytes(int column) const;  ///< "" for NULL
    [[nodiscard]] std::string text(int column) const { return std::string(bytes(column)); }
    [[nodiscard]] std::optional<std::string> text_or_null(int column) const;

private:
    sqlite3_stmt* statement_;
};

enum class file_use
{
    read_write,  ///< read-only where the file is
    read_only,
    immutable,  ///< the file does not change: SQLite takes no lock and makes no file beside it
};

struct open_options
{
    std::string path;
    std::chrono::milliseconds busy_timeout = store::limits::busy_timeout;
    const char* vfs = nullptr;  ///< SQLite's own, or one of a test
    file_use use = file_use::read_write;
};

enum class durability
{
    /// "extra": every commit is on disk. This is "full" and, with a rollback journal, also the
    /// removal of that journal: otherwise a power cut could undo acknowledged changes.
    on_disk,
    /// "normal": in WAL mode a commit survives the end of this process, but not always a power cut.
    in_system,
};

class connection
{
public:
    /// Opens an existing file.
    /// @throws error.
    explicit connection(const open_options& options);

    /// A query, or a change that returns rows.
    [[nodiscard]] cursor query(std::string_view sql, std::initializer_list<parameter> values = {});

    /// Runs it to its end. @return rows changed. @throws error.
    std::int64_t run(std::string_view sql, std::initializer_list<parameter> values = {});

    /// The first column of the only row, else nothing. @throws error.
    [[nodiscard]] std::optional<std::string> only_text(
        std::string_view sql, std::initializer_list<parameter> values = {}
    );

    /// Applies to later transactions.
    /// @pre no transaction is open.
    /// @throws error.
    void set_durability(durability level);

    [[nodiscard]] bool is_read_only() const;

    /// Whether the path now has another file than the opened one: writes would be lost.
    [[nodiscard]] bool has_moved() const;

    [[nodiscard]] bool in_transaction() const;

private:
    struct closer
    {
        void operator()(sqlite3* database) const;
    };
    struct finalizer
    {
        void operator()(sqlite3_stmt* statement) const;
    };

    std::unique_ptr<sqlite3, closer> database_;
    std::optional<durability> durability_;
    std::map<std::string, std::unique_ptr<sqlite3_stmt, finalizer>, std::less<>> statements_;
};

enum class access_mode
{
    read,
    write,  ///< BEGIN IMMEDIATE: no other connection writes from here on
};

/// Rolled back when it is destroyed, unless it was committed.
class transaction
{
public:
    transaction(connection& database, access_mode mode);
    ~transaction();
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;

    void commit();

private:
    connection& database_;
};

}  // namespace dsgw::sqlite
