#pragma once

// Stored password hashes of every supported scheme: describes them, checks passwords, and makes new
// ones. The schemes themselves are in pbkdf2.cpp, argon2id.cpp and crypt3.cpp.

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace dsgw::auth {

enum class hash_scheme
{
    pbkdf2_sha256,  ///< datasette-auth-passwords: pbkdf2_sha256$rounds$salt$base64
    argon2id,       ///< PHC string, libargon2
    argon2i,        ///< PHC string, libargon2
    bcrypt,         ///< $2b$, $2y$ (and $2a$): crypt(3)
    sha256_crypt,   ///< $5$: crypt(3)
    sha512_crypt,   ///< $6$: crypt(3)
    yescrypt,       ///< $y$: crypt(3)
};

/// The properties of a stored hash; safe to print.
struct hash_description
{
    hash_scheme scheme;
    std::string
        label;  ///< for people: "pbkdf2_sha256, 480000 rounds", "argon2id, 19 MiB, t=2, p=1"
    std::string warning;  ///< "" or why it is weaker than current advice
    /// Rounds of pbkdf2_sha256 that take about as long as one check.
    std::uint64_t cost_rounds = 0;
};

/// @return errc::malformed_hash, errc::unknown_hash_scheme, errc::weak_hash_scheme or
///         errc::hash_cost_above_limit if no verifier reads it. Never throws; the message of the
///         error never contains the hash.
[[nodiscard]] boost::system::result<hash_description> describe_password_hash(std::string_view stored
);

/// Checks a password against a stored hash. CPU-bound: call through kdf_pool, never on an I/O
/// thread.
/// @param password  bytes after the first ':' of the credentials, any encoding, may contain NUL.
/// @param stored    as in `account::stored_hash`.
/// @return          true on a match; errors as for describe_password_hash. Time depends on `stored`
///                  only.
/// @source datasette-auth-passwords utils.py verify_password; RFC 9106; crypt(5).
[[nodiscard]] boost::system::result<bool> verify_password(
    std::string_view password, std::string_view stored
);

/// Makes a new hash with a random salt: argon2id (19 MiB, t=2, p=1) or pbkdf2_sha256 (480,000
/// rounds). CPU-bound.
/// @throws std::invalid_argument for other schemes.
[[nodiscard]] std::string hash_password(std::string_view password, hash_scheme scheme);

}  // namespace dsgw::auth
