#include "gateway/http/csrf_token.hpp"

#include "base/base64.hpp"
#include "base/bytes.hpp"
#include "base/random.hpp"
#include "gateway/http/limits.hpp"

#include <sodium/crypto_generichash.h>
#include <sodium/utils.h>

#include <cstdint>

namespace dsgw {

namespace {

// Eight bytes of expiry, big-endian, and the keyed hash of the expiry and the bound value.
constexpr std::size_t expiry_bytes = 8;
constexpr std::size_t hash_bytes = 24;
constexpr std::size_t csrf_token_bytes = expiry_bytes + hash_bytes;

using token_text = std::array<unsigned char, csrf_token_bytes>;

token_text make_token(
    const std::array<unsigned char, 32>& key, std::uint64_t expiry, std::string_view bound_to
)
{
    token_text token{};
    for (std::size_t i = 0; i < expiry_bytes; ++i)
        token[i] = static_cast<unsigned char>(expiry >> (8 * (expiry_bytes - 1 - i)));
    crypto_generichash_state state;
    crypto_generichash_init(&state, key.data(), key.size(), hash_bytes);
    crypto_generichash_update(&state, token.data(), expiry_bytes);
    crypto_generichash_update(&state, as_unsigned(bound_to), bound_to.size());
    crypto_generichash_final(&state, token.data() + expiry_bytes, hash_bytes);
    return token;
}

}  // namespace

csrf_tokens::csrf_tokens(std::string_view secret)
{
    start_sodium();
    constexpr std::string_view purpose = "datasette-gateway csrftoken";
    crypto_generichash_state state;
    crypto_generichash_init(&state, as_unsigned(purpose), purpose.size(), key_.size());
    crypto_generichash_update(&state, as_unsigned(secret), secret.size());
    crypto_generichash_final(&state, key_.data(), key_.size());
}

csrf_tokens::~csrf_tokens() { sodium_memzero(key_.data(), key_.size()); }

std::string csrf_tokens::make(std::string_view bound_to, auth::unix_time now) const
{
    const auto expiry =
        static_cast<std::uint64_t>((now + limits::form_token_lifetime).time_since_epoch().count());
    const auto token = make_token(key_, expiry, bound_to);
    return base64_encode(
        {reinterpret_cast<const char*>(token.data()), token.size()}, base64_alphabet::url_safe,
        base64_padding::forbidden
    );
}

bool csrf_tokens::check(std::string_view token, std::string_view bound_to, auth::unix_time now)
    const
{
    const auto sent = base64_decode(token, base64_alphabet::url_safe, base64_padding::forbidden);
    if (!sent || sent->size() != csrf_token_bytes) return false;
    std::uint64_t expiry = 0;
    for (std::size_t i = 0; i < expiry_bytes; ++i)
        expiry = expiry << 8 | static_cast<unsigned char>(sent->view()[i]);
    const auto right = make_token(key_, expiry, bound_to);
    if (sodium_memcmp(right.data(), as_unsigned(sent->view()), right.size()) != 0) return false;
    const auto time = static_cast<std::uint64_t>(now.time_since_epoch().count());
    return time < expiry;
}

}  // namespace dsgw
