#pragma once

// The store of secrets as an interface: what can be asked of it and what it answers. Rows are
// versions, the highest is the current one; every change is on disk, with its line in the audit
// table, before the answer. Blocking: the gateway talks to it through store_thread only.

#include "auth/signed_cookie.hpp"
#include "base/secret_bytes.hpp"
#include "secrets/audit_table.hpp"
#include "secrets/key_ring.hpp"
#include "store/failure.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dsgw::secrets {

/// What may be shown of a value that is never shown.
struct value_trace
{
    std::size_t characters = 0;  ///< code points
    std::string fingerprint;     ///< 8 hex digits, keyed: of no use to whoever lacks the key
};

/// One version of a secret, without its value. Times are UTC, "YYYY-MM-DD HH:MM:SS"; whoever did
/// something is the actor's id. Names and notes that the plugin wrote may be any text.
struct version_info
{
    std::string name;
    std::int64_t version = 0;
    std::string note;
    std::string key_name;   ///< as the row says
    bool readable = false;  ///< one of our keys opens it
    std::optional<std::string> created_at, created_by;
    std::optional<std::string> updated_at, updated_by;
    std::optional<std::string> last_used_at, last_used_by;
    std::optional<value_trace> trace;  ///< of a readable one; history() alone fills it in
};

/// Who asks for a value.
struct secret_access
{
    std::string name;
    std::optional<std::string> actor_id;
};

struct secret_value
{
    auth::secret_bytes value;
    std::int64_t version = 0;
    /// Why last_used_* could not be written (the disk is full, the file read-only), though the
    /// value could be read.
    std::optional<failure> unrecorded;
};

/// Nothing: there is no such secret.
using access_answer = result<std::optional<secret_value>>;

/// Gives one access after the other; nothing when the group is to end.
using next_access = std::function<std::optional<secret_access>()>;

/// What every change of one secret carries.
struct change
{
    std::string name;
    author by;
    /// The version that was seen; 0: there was none. Another one now: errc::version_changed.
    std::optional<std::int64_t> expected_version;
};

enum class unreadable_current
{
    refuse,   ///< errc::row_unreadable: whoever holds that key might still want the value
    replace,  ///< a new version above it
};

struct saved
{
    std::int64_t version = 0;
    /// The clock stands before the time at which the version before was written.
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
    std::size_t rewritten = 0;             ///< or would be
    std::size_t already = 0;               ///< under that key before
    std::vector<version_info> unreadable;  ///< left exactly as they are
};

/// One secret in an export: the current version.
struct exported_secret
{
    std::string name;
    std::string note;
    auth::secret_bytes value;
};

struct export_content
{
    std::vector<exported_secret> secrets;
    std::vector<version_info> unreadable;  ///< not among them
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

    /// A new version. The name must be allowed, the value and note within their limits; the note
    /// before is not carried over.
    [[nodiscard]] virtual result<saved> set(
        const change& what, std::string_view value, std::string_view note,
        unreadable_current unreadable
    ) = 0;

    /// The note of the current version, in place. @return errc::no_such_secret.
    [[nodiscard]] virtual result<saved> set_note(const change& what, std::string_view note) = 0;

    /// A new version with the value and note of an older one.
    [[nodiscard]] virtual result<saved> restore(const change& what, std::int64_t version) = 0;

    /// All versions go. @return how many they were; errc::no_such_secret.
    [[nodiscard]] virtual result<std::size_t> remove(const change& what) = 0;

    /// The current versions, in the order of names.
    [[nodiscard]] virtual result<std::vector<version_info>> list() = 0;

    /// Newest first; empty if there is no such secret.
    [[nodiscard]] virtual result<std::vector<version_info>> history(std::string_view name) = 0;

    /// Of the current version. @return errc::no_such_secret, row_unreadable.
    [[nodiscard]] virtual result<value_trace> trace(std::string_view name) = 0;

    /// Values for programs, any number in one transaction; each access is recorded in the row. The
    /// answers stand in the order of the accesses.
    [[nodiscard]] virtual std::vector<access_answer> read_group(const next_access& next) = 0;

    /// Every row under another key, in one transaction.
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

    /// What was done to one secret, newest first.
    [[nodiscard]] virtual result<std::vector<audit_entry>> audit_of(
        std::string_view name, std::size_t most
    ) = 0;

    /// Walks the whole chain.
    [[nodiscard]] virtual result<audit_verdict> verify_audit() = 0;

    /// From now on.
    virtual void use_keys(std::shared_ptr<const key_ring> keys) = 0;
};

}  // namespace dsgw::secrets
