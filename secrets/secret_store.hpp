#pragma once

// The store of secrets: the table datasette_secrets in a database of Datasette or in a file of our
// own, used by other gateways and the plugin at the same time. Every change is on disk, with its
// row in the audit table, before a function returns. Blocking, and for one thread at a time: the
// running gateway uses it through store_thread only. Tests inject faults below it, by
// store_options::vfs.

#include "auth/signed_cookie.hpp"
#include "secrets/key_ring.hpp"
#include "secrets/secret_types.hpp"
#include "store/limits.hpp"
#include "store/sqlite.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dsgw::secrets {

struct secret_row;

enum class file_owner
{
    gateway,    ///< WAL, and an index
    datasette,  ///< journal mode and everything else stay unchanged
};

struct store_options
{
    std::string path;  ///< an existing file
    file_owner owner = file_owner::gateway;
    std::shared_ptr<const key_ring> keys;
    std::chrono::milliseconds busy_timeout = store::limits::busy_timeout;
    std::function<auth::unix_time()> now = auth::unix_now;
    const char* vfs = nullptr;  ///< see sqlite::open_options
};

class secret_store
{
public:
    /// Creates missing tables if the file can be written.
    /// @return errc::keys_open_nothing, or errc::no_key if there are rows that cannot be decrypted;
    ///         errc::table_missing (read-only), table_of_other_schema, database_….
    [[nodiscard]] static result<std::unique_ptr<secret_store>> open(store_options options);

    /// The same for any keys: to read metadata, to delete, to create a first key.
    [[nodiscard]] static result<std::unique_ptr<secret_store>> open_without_key_check(
        store_options options
    );

    secret_store(const secret_store&) = delete;
    secret_store& operator=(const secret_store&) = delete;

    /// Makes a new version. The name must be allowed, and the value and note must be within their
    /// limits. The previous note is not kept.
    [[nodiscard]] result<saved> set(
        const change& what, std::string_view value, std::string_view note,
        unreadable_current if_unreadable
    );

    /// Changes the note of the current version.
    /// @return errc::no_such_secret.
    [[nodiscard]] result<saved> set_note(const change& what, std::string_view note);

    /// Makes a new version with the value and note of an older one.
    [[nodiscard]] result<saved> restore(const change& what, std::int64_t version);

    /// Deletes all versions.
    /// @return their number; errc::no_such_secret.
    [[nodiscard]] result<std::size_t> remove(const change& what);

    /// The current versions, in the order of names.
    [[nodiscard]] result<std::vector<version_info>> list();

    /// Newest first; empty if there is no such secret.
    [[nodiscard]] result<std::vector<version_info>> history(std::string_view name);

    /// Of the current version. @return errc::no_such_secret, row_unreadable.
    [[nodiscard]] result<value_trace> trace(std::string_view name);

    /// Reads any number of values for programs in one transaction, and records each access in its
    /// row. The results are in the order of the accesses.
    [[nodiscard]] std::vector<access_answer> read_group(const next_access& next);

    /// Encrypts every row with another key, in one transaction.
    [[nodiscard]] result<rotation_report> rotate_keys(const rotation& what);

    [[nodiscard]] result<export_content> export_all(const author& by);

    /// In one transaction. A value or note that differs from the current one makes a new version.
    [[nodiscard]] result<import_report> import_all(
        std::span<const exported_secret> secrets, const author& by
    );

    /// The newest entries first. @param before  0, or the number of the last entry seen.
    [[nodiscard]] result<std::vector<audit_entry>> audit(std::size_t most, std::int64_t before);

    /// The entries of one secret, newest first.
    [[nodiscard]] result<std::vector<audit_entry>> audit_of(
        std::string_view name, std::size_t most
    );

    /// Checks the whole chain.
    [[nodiscard]] result<audit_verdict> verify_audit();

    /// Applies the keys from now on.
    void use_keys(std::shared_ptr<const key_ring> keys);

    [[nodiscard]] bool is_read_only() const { return database_->is_read_only(); }

private:
    struct accesses;  // the last one of each row in a group
    struct group;     // the transaction of a group of accesses
    struct writing;   // a version to write

    explicit secret_store(store_options options);

    void open_database();
    void reopen_if_moved();
    [[nodiscard]] result<void> check_keys();

    [[nodiscard]] group begin_group();
    [[nodiscard]] access_answer read_one(const secret_access& one, accesses& used);

    // Within a transaction. @throws sqlite::error.
    [[nodiscard]] saved write_version(
        const writing& what, const std::optional<secret_row>& current
    );
    void import_one(const exported_secret& one, const author& by, import_report& report);

    [[nodiscard]] bool is_readable(const secret_row& row) const;
    [[nodiscard]] value_trace trace_of(std::string_view value) const;
    [[nodiscard]] version_info info_of(secret_row row) const;
    [[nodiscard]] failure to_failure(const sqlite::error& what) const;
    [[nodiscard]] failure unreadable(const secret_row& row) const;
    [[nodiscard]] bool is_before(const std::optional<secret_row>& row) const;

    // Runs `step` within a transaction, which is rolled back on a failure. Errors of SQLite become
    // failures.
    template <class Step>
    [[nodiscard]] auto transact(sqlite::access_mode mode, Step step) -> decltype(step())
    {
        try {
            reopen_if_moved();
            database_->set_durability(sqlite::durability::on_disk);
            sqlite::transaction current(*database_, mode);
            auto answer = step();
            if (answer) current.commit();
            return answer;
        } catch (const sqlite::error& what) {
            return to_failure(what);
        }
    }

    store_options options_;
    std::unique_ptr<sqlite::connection> database_;
    bool is_wal_ = false;
};

}  // namespace dsgw::secrets
