#pragma once

// Datasette's signed values (itsdangerous URLSafeSerializer, HMAC-SHA1), and the ds_actor cookie,
// which is one of them.

#include "auth/actor.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw::auth {

/// Whole seconds since 1970, as in cookies.
using unix_time = std::chrono::sys_seconds;

[[nodiscard]] inline unix_time unix_now()
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// Signs and verifies like Datasette, with DATASETTE_SECRET. Immutable, thread-safe.
class cookie_signer
{
public:
    /// @param secret  DATASETTE_SECRET, UTF-8, any length except 0.
    explicit cookie_signer(std::string secret);
    cookie_signer(const cookie_signer&) = default;
    cookie_signer& operator=(const cookie_signer&) = delete;
    ~cookie_signer();  ///< wipes the secret

    /// @param json  compact JSON text.   @param salt  Datasette's namespace: "actor", "csrftoken",
    /// …
    /// @return      payload "." signature, never compressed.
    [[nodiscard]] std::string sign(std::string_view json, std::string_view salt) const;

    /// @return the JSON text (decompressed if necessary; bounded), or nothing if the signature is
    ///         invalid or anything is malformed.
    [[nodiscard]] std::optional<std::string> unsign(std::string_view value, std::string_view salt)
        const;

private:
    std::string secret_;
};

/// The content of a valid ds_actor cookie.
struct actor_cookie
{
    actor_ptr who;                  ///< a non-empty JSON object
    std::string sealed;             ///< key "g", as session_sealer makes it; "" if there is none
    bool is_for_datasette = false;  ///< made by make_upstream_cookie(): no client may present it
    unix_time expires = unix_time::max();  ///< key "e"; never if it is missing
};

/// The value of a ds_actor cookie: {"a": actor, "e": expiry} and, for a session, "g".
[[nodiscard]] std::string make_actor_cookie(
    const cookie_signer& signer, const actor& who, unix_time expires, std::string_view sealed = {}
);

/// The same for Datasette, with a mark (key "m"): a page or a log that shows the cookie gives no
/// access.
[[nodiscard]] std::string make_upstream_cookie(
    const cookie_signer& signer, const actor& who, unix_time expires
);

/// @return nothing for a bad signature, an expired cookie, an expiry outside base 62
///         (Datasette answers 500), or an actor that is not a non-empty object.
[[nodiscard]] std::optional<actor_cookie> read_actor_cookie(
    const cookie_signer& signer, std::string_view value, unix_time now
);

}  // namespace dsgw::auth
