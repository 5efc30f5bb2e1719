#pragma once

// Failures of the storage: error codes, and a message for people. Messages name the file, secret or
// row, state the remedy, and never contain any part of a secret or a key.

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <type_traits>

namespace dsgw::store {

enum class errc
{
    // The database.
    database_missing = 1,  ///< cannot be opened: missing, or not readable for this user
    database_locked,
    database_read_only,
    database_full,
    database_corrupt,
    table_missing,
    table_of_other_schema,
    disk_failed,      ///< reading or writing failed; the system's log may have the reason
    database_failed,  ///< any other error of SQLite

    // Other files.
    file_open_to_others,  ///< other users may read it
    file_failed,          ///< must be the last one
};

[[nodiscard]] const boost::system::error_category& store_category() noexcept;

[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

/// An expected failure.
struct failure
{
    boost::system::error_code code;  ///< of this room, or of a room that uses it
    std::string message;
};

template <class T>
using result = boost::system::result<T, failure>;

/// The code with its own message.
[[nodiscard]] failure make_failure(boost::system::error_code code);

/// "SUBJECT: the code's own message".
[[nodiscard]] failure make_failure(boost::system::error_code code, std::string_view subject);

/// "SUBJECT: the code's own message (DETAIL)".
[[nodiscard]] failure make_failure(
    boost::system::error_code code, std::string_view subject, std::string_view detail
);

/// Called by result::value() for a failure.
/// @throws std::runtime_error with the message.
[[noreturn]] void throw_exception_from_error(const failure& what, const boost::source_location& at);

}  // namespace dsgw::store

template <>
struct boost::system::is_error_code_enum<dsgw::store::errc> : std::true_type
{};
