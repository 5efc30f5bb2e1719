#include "auth/errc.hpp"

#include <string>

namespace dsgw::auth {
namespace {

const char* text_of(errc code)
{
    switch (code) {
        case errc::malformed_hash:
            return "the password hash is malformed: it was truncated or changed";
        case errc::unknown_hash_scheme:
            return "not a password hash of a known scheme (pbkdf2_sha256$, $argon2id$, $argon2i$, "
                   "$2a$, $2b$, $2y$, $5$, $6$ or $y$)";
        case errc::weak_hash_scheme:
            return "hashes of MD5, SHA-1 and DES ($apr1$, $1$, {SHA}, 13 characters) are not "
                   "accepted: they can be guessed too quickly";
        case errc::hash_cost_above_limit:
            return "the password hash needs more rounds or memory than one check may use";
        case errc::hash_unavailable:
            return "cannot hash the password: out of memory";
        case errc::malformed_credentials:
            return "the Authorization header does not contain valid Basic credentials";
    }
    return "unknown error";
}

// Boost gives error_category no virtual destructor on purpose: categories are never deleted.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class category final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "dsgw.auth"; }
    [[nodiscard]] std::string message(int value) const override
    {
        return text_of(static_cast<errc>(value));
    }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& auth_category() noexcept
{
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), auth_category()};
}

}  // namespace dsgw::auth
