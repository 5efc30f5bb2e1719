#pragma once

// Datasette's own API tokens ("dstok_…"), signed with DATASETTE_SECRET: whose they are and since
// when. Datasette knows no accounts, so the gateway decides whether a token outlives its account.

#include "auth/signed_cookie.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace dsgw::auth {

struct signed_token
{
    std::string actor_id;  ///< as actor_id_text() writes it
    unix_time created;     ///< by Datasette's clock
};

/// @param authorization  the value of an Authorization line.
/// @return the token if it is long enough to hold a signature, and if Datasette, or a plugin that
///         reads the line leniently, could take it for a signed token: the blanks before it and the
///         case of the scheme do not matter.
[[nodiscard]] std::optional<std::string_view> find_signed_token(std::string_view authorization);

/// @param token  as find_signed_token() gives it.
/// @return nothing for a bad signature, and for a payload without the id of an actor and a time.
///         Datasette reads some spellings of a signature that this does not: refuse those.
/// @source datasette 1.0a41 tokens.py, SignedTokenHandler.
[[nodiscard]] std::optional<signed_token> read_signed_token(
    const cookie_signer& signer, std::string_view token
);

/// The id as compact JSON: the text "1" and the number 1 are two actors.
/// @return "" for anything but a text that is not empty or an integer: such an actor has no tokens.
[[nodiscard]] std::string actor_id_text(const boost::json::value* id);

}  // namespace dsgw::auth
