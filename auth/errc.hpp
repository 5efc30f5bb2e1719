#pragma once

// The error codes of this folder: expected failures of reading hashes and credentials. Their
// messages are for administrators and never contain any part of a hash or a credential.

#include <boost/system/error_code.hpp>

#include <type_traits>

namespace dsgw::auth {

enum class errc
{
    malformed_hash = 1,     ///< the scheme is known, but the rest does not have its format
    unknown_hash_scheme,    ///< not the prefix of a supported scheme
    weak_hash_scheme,       ///< MD5, SHA-1 or DES: guessed too quickly to be accepted
    hash_cost_above_limit,  ///< well-formed, but one check would take many seconds or gigabytes
    hash_unavailable,       ///< out of memory: try again later
    malformed_credentials,  ///< an Authorization value that is not valid Basic; must be the last
};

[[nodiscard]] const boost::system::error_category& auth_category() noexcept;

[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

}  // namespace dsgw::auth

template <>
struct boost::system::is_error_code_enum<dsgw::auth::errc> : std::true_type
{};
