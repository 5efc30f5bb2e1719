#include "auth/session_id.hpp"

#include "auth/hash_text.hpp"
#include "base/base62.hpp"
#include "base/base64.hpp"
#include "base/bytes.hpp"
#include "base/random.hpp"

#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>

#include <cstdint>
#include <utility>

namespace dsgw::auth {
namespace {

/// Not a character of base64url or base 62.
constexpr char between_parts = '.';
constexpr std::size_t seal_bytes = 16;

/// In the place of the generation, which is longer.
constexpr std::string_view root_link_mark = "root";
constexpr std::string_view plugin_mark = "plugin";

/// BLAKE2b with a key, as base64url.
std::string make_keyed_text(const session_key& key, std::string_view text)
{
    std::string made(seal_bytes, '\0');
    crypto_generichash(
        as_unsigned(made.data()), made.size(), as_unsigned(text), text.size(), key.data(),
        key.size()
    );
    return base64_encode(made, base64_alphabet::url_safe, base64_padding::forbidden);
}

session_key derive_session_key(const session_key& from, std::string_view text)
{
    session_key key;
    crypto_generichash(
        key.data(), key.size(), as_unsigned(text), text.size(), from.data(), from.size()
    );
    return key;
}

/// The length first, so that no two different lists of parts give the same text.
void append_part(std::string& to, std::string_view part)
{
    to += std::to_string(part.size());
    to += ':';
    to += part;
}

std::string_view origin_text(const gateway_session& session)
{
    switch (session.origin) {
        case session_origin::root_link:
            return root_link_mark;
        case session_origin::plugin:
            return plugin_mark;
        case session_origin::account:
            break;
    }
    return session.generation;
}

std::uint64_t seconds_of(unix_time time)
{
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}

/// Removes and returns the part before the next dot; nothing if there is none.
std::optional<std::string_view> take_part(std::string_view& rest)
{
    const auto dot = rest.find(between_parts);
    if (dot == rest.npos) return std::nullopt;
    const auto part = rest.substr(0, dot);
    rest.remove_prefix(dot + 1);
    return part;
}

/// The parts of a value of "g", before its seal is checked.
struct sealed_parts
{
    gateway_session session;
    std::string_view seal;
};

std::optional<sealed_parts> read_parts(std::string_view text)
{
    const auto id = take_part(text);
    const auto opened = id ? take_part(text) : std::nullopt;
    const auto origin = opened ? take_part(text) : std::nullopt;
    const auto number = opened ? base62_decode(*opened) : std::nullopt;
    if (!origin || !number || *number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    sealed_parts parts;
    parts.session.id = *id;
    parts.session.opened = unix_time(std::chrono::seconds(static_cast<std::int64_t>(*number)));
    if (*origin == root_link_mark || *origin == plugin_mark) {
        parts.session.origin =
            *origin == plugin_mark ? session_origin::plugin : session_origin::root_link;
        parts.seal = text;
        return parts;
    }
    const auto seal = take_part(text);
    if (!seal) return std::nullopt;
    parts.session.origin = session_origin::account;
    parts.session.generation = *origin;
    parts.session.account = text;
    parts.seal = *seal;
    return parts;
}

}  // namespace

session_sealer::session_sealer(const session_key& key, std::string_view site)
{
    start_sodium();
    const auto of_site = derive_session_key(key, site);
    seal_key_ = derive_session_key(of_site, "session");
    generation_key_ = derive_session_key(of_site, "generation of an account");
}

session_sealer::~session_sealer()
{
    sodium_memzero(seal_key_.data(), seal_key_.size());
    sodium_memzero(generation_key_.data(), generation_key_.size());
}

std::string session_sealer::generation_of(std::string_view name, std::string_view stored_hash) const
{
    std::string text;
    append_part(text, name);
    append_part(text, stored_hash);
    return make_keyed_text(generation_key_, text);
}

gateway_session session_sealer::make_session(session_origin origin, unix_time now)
{
    gateway_session made;
    made.id = make_random_id();
    made.opened = now;
    made.origin = origin;
    return made;
}

gateway_session session_sealer::make_session(
    std::string_view account, std::string_view stored_hash, unix_time now
) const
{
    auto made = make_session(session_origin::account, now);
    made.account = account;
    made.generation = generation_of(account, stored_hash);
    return made;
}

std::string session_sealer::make_seal(
    const gateway_session& session, std::string_view actor_text, unix_time expires
) const
{
    std::string text;
    append_part(text, session.id);
    append_part(text, std::to_string(seconds_of(session.opened)));
    append_part(text, origin_text(session));
    append_part(text, std::to_string(seconds_of(expires)));
    const bool has_account = session.origin == session_origin::account;
    append_part(text, has_account ? session.account : actor_text);
    return make_keyed_text(seal_key_, text);
}

std::string session_sealer::seal(
    const gateway_session& session, std::string_view actor_text, unix_time expires
) const
{
    auto made = session.id;
    made += between_parts;
    made += base62_encode(seconds_of(session.opened));
    made += between_parts;
    made += origin_text(session);
    made += between_parts;
    made += make_seal(session, actor_text, expires);
    if (session.origin == session_origin::account) {
        made += between_parts;
        made += session.account;
    }
    return made;
}

std::optional<gateway_session> session_sealer::open(
    std::string_view sealed, std::string_view actor_text, unix_time expires
) const
{
    auto parts = read_parts(sealed);
    if (!parts || !is_same_text(parts->seal, make_seal(parts->session, actor_text, expires)))
        return std::nullopt;
    return std::move(parts->session);
}

std::string revocation_group(const gateway_session& session, std::string_view actor_text)
{
    if (session.origin == session_origin::account) return "account " + session.account;
    return "actor " + std::string(actor_text);
}

std::string make_session_cookie(
    const cookie_signer& signer, const session_sealer& sealer, const actor& who,
    const gateway_session& session, unix_time expires
)
{
    return make_actor_cookie(signer, who, expires, sealer.seal(session, who.text(), expires));
}

}  // namespace dsgw::auth
