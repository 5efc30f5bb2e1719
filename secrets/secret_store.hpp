#pragma once

// The interface of the store of secrets. Rows are versions, and the highest is the current one.
// Every change is on disk, with its row in the audit table, before a function returns. Blocking:
// the gateway uses it through store_thread only.

#include "auth/signed_cookie.hpp"
#include "base/secret_bytes.hpp"
#include "secrets/audit_table.hpp"
#include "secrets/errc.hpp"
#include "secrets/key_ring.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dsgw::secrets {

/// Properties of a value that may be shown instead of it.
struct value_trace
{
    std::size_t characters = 0;  ///< code points
    std::string fingerprint;     ///< 8 hex digits, keyed: useless without the key
};

/// One version of a secret, without its value. Times are UTC, "YYYY-MM-DD HH:MM:SS"; users are ids
/// of actors. Names and notes that the plugin wrote may be any text.
struct version_info
{
    std::string name;
    std::int64_t version = 0;
    std::string note;
    std::string key_name;   ///< according to the row
    bool readable = false;  ///< whether one of our keys decrypts it
    std::optional<std::string> created_at, created_by;
    std::optional<std::string> updated_at, updated_by;
    std::optional<std::string> last_used_at, last_used_by;
    std::optional<value_trace> trace;  ///< of a readable one; set by history() only
};

/// A request for a value.
struct secret_access
{
    std::string name;
    std::optional<std::string> actor_id;
};

struct secret_value
{
    secret_bytes value;
    std::int64_t version = 0;
    /// The reason why last_used_* could not be written (the disk is full, the file read-only),
    /// although the value could be read.
    std::optional<failure> unrecorded;
};

/// Nothing: there is no such secret.
using access_answer = result<std::optional<secret_value>>;

/// Returns the accesses one after the other; nothing ends the group.
using next_access = std::function<std::optional<secret_access>()>;

/// The data of every change to a secret.
struct change
{
    std::string name;
    author by;
    /// The version that the author saw; 0: there was none. If another one is current:
    /// errc::version_changed.
    std::optional<std::int64_t> expected_version;
};

enum class unreadable_current
{
    refuse,   ///< errc::row_unreadable: the owner of its key may still need the value
    replace,  ///< a new version above it
};

struct saved
{
    std::int64_t version = 0;
    /// The clock is earlier than the previous version's timestamp.
    bool clock_went_back = false;
};

struct rotation
{
    std::string to;  ///< name of a key in the ring
    bool dry_run = false;
    author by;
};

struct rotation_report
{
    std::size_t rewritten = 0;             ///< or the number of rows that would be
    std::size_t already = 0;               ///< encrypted with that key before
    std::vector<version_info> unreadable;  ///< not changed
};

/// One secret of an export: the current version.
struct exported_secret
{
    std::string name;
    std::string note;
    secret_bytes value;
};

struct export_content
{
    std::vector<exported_secret> secrets;
    std::vector<version_info> unreadable;  ///< not in the export
};

struct import_report
{
    std::size_t added = 0;
    std::size_t updated = 0;  ///< got a new version
    std::size_t unchanged = 0;
};

class secret_store
{
public:
    secret_store() = default;
    secret_store(const secret_store&) = delete;
    secret_store& operator=(const secret_store&) = delete;
    virtual ~secret_store() = default;

    /// Makes a new version. The name must be allowed, and the value and note must be within their
    /// limits. The previous note is not kept.
    [[nodiscard]] virtual result<saved> set(
        const change& what, std::string_view value, std::string_view note,
        unreadable_current unreadable
    ) = 0;

    /// Changes the note of the current version.
    /// @return errc::no_such_secret.
    [[nodiscard]] virtual result<saved> set_note(const change& what, std::string_view note) = 0;

    /// Makes a new version with the value and note of an older one.
    [[nodiscard]] virtual result<saved> restore(const change& what, std::int64_t version) = 0;

    /// Deletes all versions.
    /// @return their number; errc::no_such_secret.
    [[nodiscard]] virtual result<std::size_t> remove(const change& what) = 0;

    /// The current versions, in the order of names.
    [[nodiscard]] virtual result<std::vector<version_info>> list() = 0;

    /// Newest first; empty if there is no such secret.
    [[nodiscard]] virtual result<std::vector<version_info>> history(std::string_view name) = 0;

    /// Of the current version. @return errc::no_such_secret, row_unreadable.
    [[nodiscard]] virtual result<value_trace> trace(std::string_view name) = 0;

    /// Reads any number of values for programs in one transaction, and records each access in its
    /// row. The results are in the order of the accesses.
    [[nodiscard]] virtual std::vector<access_answer> read_group(const next_access& next) = 0;

    /// Encrypts every row with another key, in one transaction.
    [[nodiscard]] virtual result<rotation_report> rotate_keys(const rotation& what) = 0;

    [[nodiscard]] virtual result<export_content> export_all(const author& by) = 0;

    /// In one transaction. A value or note that differs from the current one makes a new version.
    [[nodiscard]] virtual result<import_report> import_all(
        std::span<const exported_secret> secrets, const author& by
    ) = 0;

    /// The newest entries first. @param before  0, or the number of the last entry seen.
    [[nodiscard]] virtual result<std::vector<audit_entry>> audit(
        std::size_t most, std::int64_t before
    ) = 0;

    /// The entries of one secret, newest first.
    [[nodiscard]] virtual result<std::vector<audit_entry>> audit_of(
        std::string_view name, std::size_t most
    ) = 0;

    /// Checks the whole chain.
    [[nodiscard]] virtual result<audit_verdict> verify_audit() = 0;

    /// Applies the keys from now on.
    virtual void use_keys(std::shared_ptr<const key_ring> keys) = 0;
};

}  // namespace dsgw::secrets
