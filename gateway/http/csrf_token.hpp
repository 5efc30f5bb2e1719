#pragma once

// Tokens of the gateway's own forms: they prove that the gateway made the form, for this session
// and not long ago. Nothing is stored. (Datasette 0.65 needs another token: csrf_pair.)

#include "auth/signed_cookie.hpp"

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace dsgw {

/// Makes and checks tokens. Immutable, thread-safe.
class csrf_tokens
{
public:
    /// @param secret  DATASETTE_SECRET: so a form survives a restart.
    explicit csrf_tokens(std::string_view secret);
    csrf_tokens(const csrf_tokens&) = default;
    csrf_tokens& operator=(const csrf_tokens&) = delete;
    ~csrf_tokens();  ///< wipes the key

    /// @param bound_to  a value that an attacker cannot choose for another user: the session id;
    ///                  for Basic credentials the actor's text; without a session, the value of a
    ///                  random cookie. Include its kind: "session ABC".
    /// @return          URL-safe base64, 43 characters.
    [[nodiscard]] std::string make(std::string_view bound_to, auth::unix_time now) const;

    /// Constant time in the token.
    /// @return true for one of our tokens for the same value that has not expired.
    [[nodiscard]] bool check(std::string_view token, std::string_view bound_to, auth::unix_time now)
        const;

private:
    std::array<unsigned char, 32> key_{};
};

}  // namespace dsgw
