#pragma once

// Sessions that the gateway opened, as named by key "g" of their cookie. A seal with a key of the
// gateway binds the id to the site, the account, its generation and the cookie's expiry.
// DATASETTE_SECRET alone, which every plugin of Datasette knows, is not sufficient to make a
// session.

#include "auth/signed_cookie.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw::auth {

/// How a session was opened.
enum class session_origin
{
    account,    ///< a name and password
    root_link,  ///< the link of --root
    plugin,     ///< a sign-in with a plugin of Datasette
};

struct gateway_session
{
    std::string id;  ///< 128 random bits in 22 characters
    unix_time opened{};
    session_origin origin = session_origin::root_link;
    std::string account;     ///< its name, for session_origin::account only; may be ""
    std::string generation;  ///< session_sealer::generation_of(), for session_origin::account only
};

/// The gateway's own key, which is never passed to Datasette.
using session_key = std::array<unsigned char, 32>;

/// Immutable, thread-safe.
class session_sealer
{
public:
    /// @param site  the name of the site: sessions of another site with the same key are not valid
    ///              for this one.
    session_sealer(const session_key& key, std::string_view site);
    session_sealer(const session_sealer&) = delete;
    session_sealer& operator=(const session_sealer&) = delete;
    ~session_sealer();  ///< wipes the key

    /// Changes when an account is created again with the same name, or gets a new password.
    [[nodiscard]] std::string generation_of(std::string_view name, std::string_view stored_hash)
        const;

    /// Begins a session, with a new id.
    [[nodiscard]] static gateway_session make_session(session_origin origin, unix_time now);
    [[nodiscard]] gateway_session make_session(
        std::string_view account, std::string_view stored_hash, unix_time now
    ) const;

    /// The value of key "g".
    /// @param actor_text  as in the cookie.   @param expires  the cookie's expiry.
    [[nodiscard]] std::string seal(
        const gateway_session& session, std::string_view actor_text, unix_time expires
    ) const;

    /// @return nothing unless this sealer made it for the same actor and expiry. The actor of an
    ///         account's session is not compared, since the account has its own.
    [[nodiscard]] std::optional<gateway_session> open(
        std::string_view sealed, std::string_view actor_text, unix_time expires
    ) const;

private:
    [[nodiscard]] std::string make_seal(
        const gateway_session& session, std::string_view actor_text, unix_time expires
    ) const;

    session_key seal_key_{};
    session_key generation_key_{};
};

/// The group whose logouts are counted together: the account, or the actor of a session without
/// one.
[[nodiscard]] std::string revocation_group(
    const gateway_session& session, std::string_view actor_text
);

/// The value of the ds_actor cookie of a session, which Datasette can read too.
[[nodiscard]] std::string make_session_cookie(
    const cookie_signer& signer, const session_sealer& sealer, const actor& who,
    const gateway_session& session, unix_time expires
);

}  // namespace dsgw::auth
