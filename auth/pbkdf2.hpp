#pragma once

// pbkdf2_sha256$rounds$salt$base64: the hashes of datasette-auth-passwords. Called by
// password_hash.cpp only. The exact text of the format counts, as in the plugin.

#include "auth/password_hash.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace dsgw::auth {

inline constexpr std::string_view pbkdf2_prefix = "pbkdf2_sha256$";

/// @return errc::malformed_hash for every hash that never matches in the plugin, or on which it
///         raises.
[[nodiscard]] boost::system::result<hash_description> describe_pbkdf2(std::string_view stored);

/// CPU-bound. HMAC pads short keys with zeros: a password that ends in NULs also matches without
/// them.
[[nodiscard]] boost::system::result<bool> verify_pbkdf2(
    std::string_view password, std::string_view stored
);

/// Takes the time of that many rounds and has no other effect. CPU-bound.
void spend_pbkdf2_rounds(std::string_view password, std::uint64_t rounds);

/// CPU-bound.
[[nodiscard]] std::string hash_pbkdf2(std::string_view password);

}  // namespace dsgw::auth
