#pragma once

// The data that the store of secrets takes and returns. Rows are versions, and the highest is the
// current one.

#include "base/secret_bytes.hpp"
#include "secrets/audit_table.hpp"
#include "secrets/errc.hpp"

#include <cstdint>
#include <functional>
#include <optional>
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

}  // namespace dsgw::secrets
