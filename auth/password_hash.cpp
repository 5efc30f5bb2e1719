#include "auth/password_hash.hpp"

#include "auth/argon2id.hpp"
#include "auth/crypt3.hpp"
#include "auth/errc.hpp"
#include "auth/limits.hpp"
#include "auth/pbkdf2.hpp"
#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace dsgw::auth {
namespace {

bool is_argon2(std::string_view stored)
{
    return stored.starts_with(argon2id_prefix) || stored.starts_with(argon2i_prefix);
}

/// The default of htpasswd, and DES, the first scheme of crypt(3).
bool is_weak(std::string_view stored)
{
    static constexpr std::array<std::string_view, 4> prefixes{"$apr1$", "$1$", "{SHA}", "{SSHA}"};
    const auto begins = [stored](std::string_view prefix) { return stored.starts_with(prefix); };
    return std::ranges::any_of(prefixes, begins) || is_des_crypt(stored);
}

boost::system::result<bool> verify_by_scheme(std::string_view password, std::string_view stored)
{
    if (stored.starts_with(pbkdf2_prefix)) return verify_pbkdf2(password, stored);
    if (is_argon2(stored)) return verify_argon2(password, stored);
    if (find_crypt_scheme(stored)) return verify_crypt(password, stored);
    return errc::unknown_hash_scheme;
}

}  // namespace

boost::system::result<hash_description> describe_password_hash(std::string_view stored)
{
    stored = strip(stored);
    if (stored.empty() || stored.size() > limits::stored_hash_bytes_max)
        return errc::malformed_hash;
    if (stored.find('\0') != std::string_view::npos) return errc::malformed_hash;
    if (stored.starts_with(pbkdf2_prefix)) return describe_pbkdf2(stored);
    if (is_argon2(stored)) return describe_argon2(stored);
    if (find_crypt_scheme(stored)) return describe_crypt(stored);
    return is_weak(stored) ? errc::weak_hash_scheme : errc::unknown_hash_scheme;
}

boost::system::result<bool> verify_password(std::string_view password, std::string_view stored)
{
    const auto described = describe_password_hash(stored);
    if (!described) return {boost::system::in_place_error, described.error()};
    // A password that is too long is hashed in part, so that its refusal takes as long as any
    // other.
    const auto matched =
        verify_by_scheme(password.substr(0, limits::password_bytes_max), strip(stored));
    if (!matched) return {boost::system::in_place_error, matched.error()};
    return *matched && password.size() <= limits::password_bytes_max;
}

std::string hash_password(std::string_view password, hash_scheme scheme)
{
    if (password.size() > limits::password_bytes_max)
        throw std::invalid_argument("a password may have at most 65536 bytes");
    if (scheme == hash_scheme::argon2id) return hash_argon2id(password);
    if (scheme == hash_scheme::pbkdf2_sha256) return hash_pbkdf2(password);
    throw std::invalid_argument("new hashes can only be argon2id or pbkdf2_sha256");
}

}  // namespace dsgw::auth
