#pragma once

// Tokens that the gateway's own forms carry: they show that a form was made by us, for that session
// and not long ago. Nothing is stored. (What Datasette 0.65 asks for is another thing: csrf_pair.)

#include "auth/signed_cookie.hpp"

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace dsgw {

/// Makes and checks them. Immutable, thread-safe.
class csrf_tokens
{
public:
    /// A form that was open for longer must be loaded again.
    static constexpr std::chrono::hours lifetime{24};

    /// @param secret  DATASETTE_SECRET: so a form survives a restart.
    explicit csrf_tokens(std::string_view secret);
    csrf_tokens(const csrf_tokens&) = default;
    csrf_tokens& operator=(const csrf_tokens&) = delete;
    ~csrf_tokens();  ///< wipes the key

    /// @param bound_to  what the other side cannot choose for somebody else: the session id; for
    ///                  Basic credentials the actor's text; before there is a session, the value of
    ///                  a random cookie. Say which it is, too: "session ABC".
    /// @return          URL-safe base64, 43 characters.
    [[nodiscard]] std::string make(std::string_view bound_to, auth::unix_time now) const;

    /// Constant time in the token. @return true for one of ours, for the same, not yet expired.
    [[nodiscard]] bool check(std::string_view token, std::string_view bound_to, auth::unix_time now)
        const;

private:
    std::array<unsigned char, 32> key_{};
};

}  // namespace dsgw
