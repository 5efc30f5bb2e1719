#include "auth/errc.hpp"

#include "base/error_table.hpp"

#include <string>

namespace dsgw::auth {
namespace {

constexpr std::array<error_text<errc>, static_cast<std::size_t>(errc::malformed_credentials)> rows{{
    {errc::malformed_hash, "the password hash is malformed: it was truncated or changed"},
    {errc::unknown_hash_scheme,
     "not a password hash of a known scheme (pbkdf2_sha256$, $argon2id$, $argon2i$, "
     "$2a$, $2b$, $2y$, $5$, $6$ or $y$)"},
    {errc::weak_hash_scheme,
     "hashes of MD5, SHA-1 and DES ($apr1$, $1$, {SHA}, 13 characters) are not "
     "accepted: they can be guessed too quickly"},
    {errc::hash_cost_above_limit,
     "the password hash needs more rounds or memory than one check may use"},
    {errc::hash_unavailable, "cannot hash the password: out of memory"},
    {errc::malformed_credentials,
     "the Authorization header does not contain valid Basic credentials"},
}};
static_assert(covers_every_code(rows), "each errc needs its row, in the order of the enumerators");

}  // namespace

const boost::system::error_category& auth_category() noexcept
{
    static const error_table<errc> instance("dsgw.auth", rows);
    return instance;
}

boost::system::error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), auth_category()};
}

}  // namespace dsgw::auth
