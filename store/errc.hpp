#pragma once

// The error codes of this folder: what can go wrong with keys, values, rows and the database. Their
// messages are for administrators, say what to do, and never hold any part of a secret or a key.

#include <boost/system/error_code.hpp>

#include <type_traits>

namespace dsgw::secrets {

enum class errc
{
    // Keys.
    malformed_key = 1,   ///< not padded base64
    key_of_wrong_size,   ///< base64, but not of 32 bytes
    no_key,              ///< something is encrypted, or shall be, and no key is configured
    unknown_key_name,    ///< no key of the key ring is called so
    ambiguous_key_name,  ///< two keys are called the same
    keys_open_nothing,   ///< there are rows, and none of the keys opens any

    // What is stored.
    malformed_token,  ///< not a Fernet token
    wrong_key,        ///< a Fernet token that another key made, or that was changed
    row_unreadable,   ///< none of the keys opens the row

    // What shall be stored.
    name_not_allowed,
    value_missing,  ///< empty, or only white space
    value_too_long,
    value_is_binary,  ///< holds a NUL byte
    value_not_utf8,
    note_too_long,
    note_not_utf8,
    version_changed,  ///< somebody else was faster
    no_such_secret,
    no_such_version,

    // The database.
    unknown_database,  ///< the setting names none of the files
    no_place,          ///< neither a setting nor the environment says where the own file may be
    database_missing,  ///< cannot be opened: not there, or not for this user
    database_locked,
    database_read_only,
    database_full,
    database_corrupt,
    table_missing,
    table_of_other_schema,
    disk_failed,      ///< reading or writing failed for a reason that the system's log may tell
    database_failed,  ///< anything else that SQLite reports

    // Files beside the database.
    file_open_to_others,  ///< a key that others may read is none
    file_failed,

    // The thread of the store.
    overloaded,
    stopped,

    // Export files.
    passphrase_missing,
    not_an_export,
    export_of_other_version,
    wrong_passphrase,  ///< or the beginning of the file was changed
    export_damaged,    ///< changed or cut short
    export_failed,     ///< no memory for the passphrase's key
};

[[nodiscard]] const boost::system::error_category& secrets_category() noexcept;

[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

}  // namespace dsgw::secrets

template <>
struct boost::system::is_error_code_enum<dsgw::secrets::errc> : std::true_type
{};
