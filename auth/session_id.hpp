#pragma once

// Sessions that the gateway opened, as key "g" of their cookie names them. A seal made with a key
// of the gateway's own binds the id to the site, the account, its generation and the cookie's
// expiry: DATASETTE_SECRET alone, which every plugin of Datasette holds, makes no session.

#include "auth/signed_cookie.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace dsgw::auth {

/// Who opened a session.
enum class session_origin
{
    account,    ///< a name and password
    root_link,  ///< the link of --root
    plugin,     ///< sign-in by a plugin of Datasette
};

struct gateway_session
{
    std::string id;  ///< 128 random bits in 22 characters
    unix_time opened{};
    session_origin origin = session_origin::root_link;
    std::string account;     ///< its name, for session_origin::account only; may be ""
    std::string generation;  ///< session_sealer::generation_of(), for session_origin::account only
};

/// A key of the gateway's own, never given to Datasette.
using session_key = std::array<unsigned char, 32>;

/// Immutable, thread-safe.
class session_sealer
{
public:
    /// @param site  names the site: sessions of another one with the same key do not open this one.
    session_sealer(const session_key& key, std::string_view site);
    session_sealer(const session_sealer&) = delete;
    session_sealer& operator=(const session_sealer&) = delete;
    ~session_sealer();  ///< wipes the key

    /// Differs when an account is made again under the same name, or gets a new password.
    [[nodiscard]] std::string generation_of(std::string_view name, std::string_view stored_hash)
        const;

    /// A session that begins now, with a new id.
    [[nodiscard]] static gateway_session make_session(session_origin origin, unix_time now);
    [[nodiscard]] gateway_session make_session(
        std::string_view account, std::string_view stored_hash, unix_time now
    ) const;

    /// The value of key "g".
    /// @param actor_text  as in the cookie.   @param expires  the cookie's expiry.
    [[nodiscard]] std::string seal(
        const gateway_session& session, std::string_view actor_text, unix_time expires
    ) const;

    /// @return nothing for what this sealer did not make for the same actor and expiry. The actor
    ///         of an account's session is not compared: the account has its own.
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

/// Whose log-outs are counted together: the account, or the actor of a session without one.
[[nodiscard]] std::string revocation_group(
    const gateway_session& session, std::string_view actor_text
);

/// The value of the ds_actor cookie of a session: Datasette reads it as its own.
[[nodiscard]] std::string make_session_cookie(
    const cookie_signer& signer, const session_sealer& sealer, const actor& who,
    const gateway_session& session, unix_time expires
);

}  // namespace dsgw::auth
