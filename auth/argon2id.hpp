#pragma once

// Argon2id and argon2i as PHC strings, computed by libargon2 on the calling thread alone. Called by
// password_hash.cpp only.

#include "auth/password_hash.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace dsgw::auth {

inline constexpr std::string_view argon2id_prefix = "$argon2id$";
inline constexpr std::string_view argon2i_prefix = "$argon2i$";

[[nodiscard]] boost::system::result<hash_description> describe_argon2(std::string_view stored);

/// CPU-bound.
/// @return errc::hash_unavailable if there is not enough memory.
[[nodiscard]] boost::system::result<bool> verify_argon2(
    std::string_view password, std::string_view stored
);

/// Argon2id, 19 MiB, t=2, p=1 (OWASP's first choice). CPU-bound. @throws std::bad_alloc.
[[nodiscard]] std::string hash_argon2id(std::string_view password);

}  // namespace dsgw::auth
