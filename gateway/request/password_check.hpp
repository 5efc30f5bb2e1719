#pragma once

// Step 4, authenticate, for a password that must be hashed: first the throttle, which may delay or
// refuse the attempt, then the hash on a separate thread.

#include "auth/authenticator.hpp"
#include "auth/kdf_pool.hpp"
#include "auth/throttle.hpp"
#include "gateway/config/settings.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/observe/audit_log.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw {

/// Shared by all password checks, on every path that accepts a password.
struct password_checker
{
    auth::kdf_pool& hashes;
    auth::throttle& guesses;
};

[[nodiscard]] auth::throttle_limits throttle_limits_of(const throttle_settings& from);

struct password_check_result
{
    /// Not checked, since there were too many wrong passwords before: the value of Retry-After.
    std::optional<std::chrono::seconds> retry_after;
    auth::kdf_outcome checked = auth::kdf_outcome::overloaded;
    auth::throttle::outcome how = auth::throttle::outcome::unchecked;
};

/// Resumes on the caller's own thread.
/// @param pending  its job is moved from; the rest stays.
/// @param network  of the client.
[[nodiscard]] task<password_check_result> check_password(
    password_checker checks, auth::pending_check& pending, std::string network
);

struct login_attempt
{
    std::string_view client;  ///< address
    std::string_view user;    ///< as sent by the client
};

/// Writes the outcome to the audit log.
void audit_login_attempt(audit_log& audit, const password_check_result& guess, login_attempt who);

}  // namespace dsgw
