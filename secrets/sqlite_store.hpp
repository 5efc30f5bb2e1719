#pragma once

// The store on SQLite: datasette_secrets in a database of Datasette or in a file of our own, used
// by other gateways and the plugin at the same time. One thread at a time.

#include "secrets/secret_store.hpp"
#include "store/sqlite.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
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
    std::chrono::milliseconds busy_timeout{5000};  ///< wait for locks of other programs
    std::function<auth::unix_time()> now = auth::unix_now;
    const char* vfs = nullptr;  ///< see sqlite::open_options
};

class sqlite_store final : public secret_store
{
public:
    /// Creates missing tables if the file can be written.
    /// @return errc::keys_open_nothing, or errc::no_key if there are rows that cannot be decrypted;
    ///         errc::table_missing (read-only), table_of_other_schema, database_….
    [[nodiscard]] static result<std::unique_ptr<sqlite_store>> open(store_options options);

    /// The same for any keys: to read metadata, to delete, to create a first key.
    [[nodiscard]] static result<std::unique_ptr<sqlite_store>> open_without_key_check(
        store_options options
    );

    result<saved> set(
        const change& what, std::string_view value, std::string_view note,
        unreadable_current unreadable
    ) override;
    result<saved> set_note(const change& what, std::string_view note) override;
    result<saved> restore(const change& what, std::int64_t version) override;
    result<std::size_t> remove(const change& what) override;
    result<std::vector<version_info>> list() override;
    result<std::vector<version_info>> history(std::string_view name) override;
    result<value_trace> trace(std::string_view name) override;
    std::vector<access_answer> read_group(const next_access& next) override;
    result<rotation_report> rotate_keys(const rotation& what) override;
    result<export_content> export_all(const author& by) override;
    result<import_report> import_all(std::span<const exported_secret> secrets, const author& by)
        override;
    result<std::vector<audit_entry>> audit(std::size_t most, std::int64_t before) override;
    result<std::vector<audit_entry>> audit_of(std::string_view name, std::size_t most) override;
    result<audit_verdict> verify_audit() override;
    void use_keys(std::shared_ptr<const key_ring> keys) override;

    [[nodiscard]] bool is_read_only() const { return database_->is_read_only(); }

private:
    struct touch
    {
        std::string at;
        std::optional<std::string> by;
    };
    using touches = std::map<std::int64_t, touch>;  // by row id: the last access counts

    // The transaction of a group of accesses.
    struct group
    {
        std::unique_ptr<sqlite::transaction> current;
        std::optional<failure> unrecorded;  // set if values can only be read
        std::optional<failure> broken;      // set if they cannot be read either
    };

    // A version to write, and the text for the audit table.
    struct writing
    {
        std::string_view name;
        std::string_view value;
        std::string_view note;
        author by;
        std::string_view action;
        std::string detail;
    };

    explicit sqlite_store(store_options options);

    void open_database();
    void reopen_if_moved();
    [[nodiscard]] result<void> check_keys();

    [[nodiscard]] group begin_group();
    [[nodiscard]] access_answer read_one(const secret_access& one, touches& used);

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
