// The results of the authenticator: proven actors and refusals.

#include "auth/authenticator.hpp"
#include "auth/limits.hpp"
#include "auth/signed_cookie.hpp"

#include <algorithm>
#include <utility>

namespace dsgw::auth {
std::string_view name_of(refusal why)
{
    switch (why) {
        case refusal::no_credentials:
            return "no_credentials";
        case refusal::expired:
            return "expired";
        case refusal::logged_out:
            return "logged_out";
        case refusal::malformed:
            return "malformed";
        case refusal::wrong:
            return "wrong";
        case refusal::overloaded:
            return "kdf_queue_full";
        case refusal::throttled:
            return "too_many_tries";
        case refusal::unverified:
            return "token_unverified";
    }
    return "refused";
}

authenticated_actor::authenticated_actor(
    actor_ptr who, proof how, std::shared_ptr<const cookie_signer> signer
)
    : who_(std::move(who)), how_(how), signer_(std::move(signer))
{}

std::string_view authenticated_actor::upstream_cookie(unix_time now) const
{
    if (how_ == proof::token) return {};
    const std::chrono::seconds age = now - cookie_made_;
    // The age is negative if the clock was set back.
    const bool is_fresh =
        age < limits::upstream_cookie_age_max && age > -limits::upstream_cookie_age_max;
    if (cookie_.empty() || !is_fresh) {
        const auto until = std::min(now + limits::upstream_cookie_lifetime, expires_);
        cookie_ = "ds_actor=" + make_upstream_cookie(*signer_, *who_, until);
        cookie_made_ = now;
    }
    return cookie_;
}

}  // namespace dsgw::auth
