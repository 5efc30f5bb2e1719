#pragma once

// The error codes of this room, for keys, values, rows and exports. Their messages are for
// administrators, state the remedy, and never contain any part of a secret or a key.

#include "store/failure.hpp"

#include <boost/system/error_code.hpp>

#include <type_traits>

namespace dsgw::secrets {

using store::failure;
using store::make_failure;
using store::result;

enum class errc
{
    // Keys.
    malformed_key = 1,   ///< not padded base64
    key_of_wrong_size,   ///< base64, but not of 32 bytes
    no_key,              ///< data is or would be encrypted, and no key is configured
    unknown_key_name,    ///< the key ring has no key with that name
    ambiguous_key_name,  ///< two keys have the same name
    keys_open_nothing,   ///< there are rows, and no key decrypts any of them

    // Stored values.
    malformed_token,  ///< not a Fernet token
    wrong_key,        ///< a Fernet token of another key, or one that was changed
    row_unreadable,   ///< no key decrypts the row

    // New values.
    name_not_allowed,
    value_missing,  ///< empty, or only white space
    value_too_long,
    value_is_binary,  ///< contains a NUL byte
    value_not_utf8,
    note_too_long,
    note_not_utf8,
    version_changed,  ///< another user was faster
    no_such_secret,
    no_such_version,

    // The place.
    unknown_database,  ///< the setting names none of the files
    no_place,          ///< neither a setting nor the environment gives a place for the own file

    // The table datasette_secrets. Other errors of the database are codes of store::errc.
    table_missing,
    table_of_other_schema,

    // The thread of the store.
    overloaded,
    stopped,

    // Export files.
    passphrase_missing,
    not_an_export,
    export_of_other_version,
    wrong_passphrase,  ///< or the beginning of the file was changed
    export_damaged,    ///< changed or truncated
    export_failed,     ///< no memory to derive the key from the passphrase; must be the last one
};

[[nodiscard]] const boost::system::error_category& secrets_category() noexcept;

[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

}  // namespace dsgw::secrets

template <>
struct boost::system::is_error_code_enum<dsgw::secrets::errc> : std::true_type
{};
