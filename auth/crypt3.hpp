#pragma once

// Hashes of crypt(3), so that a line of htpasswd or mkpasswd can be pasted: bcrypt, SHA-256 and
// SHA-512 crypt, yescrypt. Computed by libxcrypt, thread-safe. Called by password_hash.cpp only.

#include "auth/password_hash.hpp"

#include <boost/system/result.hpp>

#include <optional>
#include <string_view>

namespace dsgw::auth {

/// The scheme of the text's prefix, if it is supported.
[[nodiscard]] std::optional<hash_scheme> find_crypt_scheme(std::string_view stored);

/// A DES hash of crypt(3): two characters of salt, eleven of the hash, no prefix.
[[nodiscard]] bool is_des_crypt(std::string_view stored);

/// @pre find_crypt_scheme(stored) finds one.
[[nodiscard]] boost::system::result<hash_description> describe_crypt(std::string_view stored);

/// CPU-bound. A password with a NUL, or longer than the limit of crypt(3) (511 bytes), never
/// matches; bcrypt reads 72 bytes, as usual.
/// @return errc::hash_unavailable when out of memory.
[[nodiscard]] boost::system::result<bool> verify_crypt(
    std::string_view password, std::string_view stored
);

}  // namespace dsgw::auth
