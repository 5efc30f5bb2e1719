#include "auth/signed_cookie.hpp"

#include "auth/hash_text.hpp"
#include "auth/limits.hpp"
#include "base/base62.hpp"
#include "base/base64.hpp"
#include "base/bytes.hpp"
#include "base/inflate.hpp"
#include "base/parse_number.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <sodium/utils.h>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <utility>

namespace dsgw::auth {
namespace {

constexpr std::string_view actor_salt = "actor";

/// Datasette reads only "a" and "e".
constexpr std::string_view upstream_mark = "m";

using sha1_digest = std::array<unsigned char, SHA_DIGEST_LENGTH>;

// itsdangerous Signer, key derivation "django-concat".
sha1_digest derive_key(std::string_view secret, std::string_view salt)
{
    std::string text(salt);
    text.append("signer").append(secret);
    sha1_digest key{};
    SHA1(as_unsigned(text), text.size(), key.data());
    sodium_memzero(text.data(), text.size());
    return key;
}

std::string make_signature(std::string_view secret, std::string_view salt, std::string_view payload)
{
    sha1_digest key = derive_key(secret, salt);
    sha1_digest mac{};
    unsigned size = 0;
    const unsigned char* made = HMAC(
        EVP_sha1(), key.data(), static_cast<int>(key.size()), as_unsigned(payload), payload.size(),
        mac.data(), &size
    );
    sodium_memzero(key.data(), key.size());
    if (made == nullptr) throw std::runtime_error("OpenSSL could not compute HMAC-SHA1");
    return {reinterpret_cast<const char*>(mac.data()), mac.size()};
}

std::string encode(std::string_view bytes)
{
    return base64_encode(bytes, base64_alphabet::url_safe, base64_padding::forbidden);
}

// As in itsdangerous: both alphabets, with or without padding.
std::optional<std::string> decode(std::string_view text)
{
    const auto bytes = base64_decode(text, base64_alphabet::either, base64_padding::lenient);
    if (!bytes) return std::nullopt;
    return std::string(bytes->view());
}

std::optional<boost::json::value> parse_json(std::string_view text)
{
    boost::system::error_code failed;
    boost::json::value value =
        boost::json::parse(boost::json::string_view(text.data(), text.size()), failed);
    if (failed) return std::nullopt;
    return value;
}

// The end of the string that begins after `at`.
std::size_t skip_string(std::string_view json, std::size_t at)
{
    while (at < json.size() && json[at] != '"')
        at += json[at] == '\\' ? 2 : 1;
    return at + 1;
}

bool is_exact(std::string_view number)
{
    if (number.find_first_of(".eE") != number.npos) return parse_number<double>(number).has_value();
    return parse_number<std::int64_t>(number) || parse_number<std::uint64_t>(number);
}

// Python keeps integers of any length, and a number too large for a double is infinite there.
// Boost.JSON makes another number of either, and so perhaps another actor.
bool holds_inexact_number(std::string_view json)
{
    constexpr std::string_view of_numbers = "-+.eE0123456789";
    for (std::size_t at = 0; at < json.size();) {
        if (json[at] == '"') {
            at = skip_string(json, at + 1);
        } else if (json[at] == '-' || (json[at] >= '0' && json[at] <= '9')) {
            const auto end = std::min(json.find_first_not_of(of_numbers, at), json.size());
            if (!is_exact(json.substr(at, end - at))) return true;
            at = end;
        } else {
            ++at;
        }
    }
    return false;
}

// The decoded payload; a leading '.' means that it is compressed.
std::optional<std::string> read_payload(std::string_view payload)
{
    const bool is_compressed = payload.starts_with('.');
    std::optional<std::string> bytes = decode(payload.substr(is_compressed ? 1 : 0));
    if (!bytes || !is_compressed) return bytes;
    return inflate_zlib(*bytes, limits::inflated_cookie_bytes_max);
}

// Key "e". Datasette treats null, "" and 0 as "never", and an integer like the text of its digits.
std::optional<unix_time> read_expiry(const boost::json::value* expiry)
{
    if (expiry == nullptr || expiry->is_null()) return unix_time::max();
    std::string text;
    if (const boost::json::string* given = expiry->if_string())
        text.assign(given->data(), given->size());
    else if (expiry->is_int64() || expiry->is_uint64())
        text = boost::json::serialize(*expiry);
    else
        return std::nullopt;
    if (text.empty() || (text == "0" && !expiry->is_string())) return unix_time::max();

    const std::optional<std::uint64_t> number = base62_decode(text);
    if (!number) return std::nullopt;
    constexpr auto last = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (*number > last) return unix_time::max();
    return unix_time(std::chrono::seconds(static_cast<std::int64_t>(*number)));
}

std::string begin_claims(const actor& who, unix_time expires)
{
    const auto seconds = static_cast<std::uint64_t>(expires.time_since_epoch().count());
    return "{\"a\":" + who.text() + ",\"e\":\"" + base62_encode(seconds) + "\"";
}

/// Key "g". A value that is not a string was not made by a sealer: it is kept, so that it proves
/// nothing.
std::string read_sealed(const boost::json::value* given)
{
    if (given == nullptr) return {};
    if (const auto* text = given->if_string()) return {text->data(), text->size()};
    return boost::json::serialize(*given);
}

}  // namespace

cookie_signer::cookie_signer(std::string secret) : secret_(std::move(secret)) {}

cookie_signer::~cookie_signer() { sodium_memzero(secret_.data(), secret_.size()); }

std::string cookie_signer::sign(std::string_view json, std::string_view salt) const
{
    std::string value = encode(json);
    const std::string signature = encode(make_signature(secret_, salt, value));
    return value.append(".").append(signature);
}

std::optional<std::string> cookie_signer::unsign(std::string_view value, std::string_view salt)
    const
{
    const std::size_t dot = value.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const std::string_view payload = value.substr(0, dot);
    const std::optional<std::string> signature = decode(value.substr(dot + 1));
    // The payload is not examined before this.
    if (!signature || !is_same_text(*signature, make_signature(secret_, salt, payload)))
        return std::nullopt;

    std::optional<std::string> text = read_payload(payload);
    if (!text || !parse_json(*text)) return std::nullopt;
    return text;
}

std::string make_actor_cookie(
    const cookie_signer& signer, const actor& who, unix_time expires, std::string_view sealed
)
{
    auto json = begin_claims(who, expires);
    if (!sealed.empty()) json += ",\"g\":" + boost::json::serialize(boost::json::string(sealed));
    return signer.sign(json + "}", actor_salt);
}

std::string make_upstream_cookie(const cookie_signer& signer, const actor& who, unix_time expires)
{
    auto json = begin_claims(who, expires);
    json += ",\"";
    json += upstream_mark;
    json += "\":1}";
    return signer.sign(json, actor_salt);
}

std::optional<actor_cookie> read_actor_cookie(
    const cookie_signer& signer, std::string_view value, unix_time now
)
{
    const std::optional<std::string> text = signer.unsign(value, actor_salt);
    if (!text || holds_inexact_number(*text)) return std::nullopt;
    std::optional<boost::json::value> json = parse_json(*text);
    boost::json::object* claims = json ? json->if_object() : nullptr;
    if (claims == nullptr) return std::nullopt;

    const std::optional<unix_time> expires = read_expiry(claims->if_contains("e"));
    // The clock is cut to whole seconds: a cookie is expired within the second of its expiry.
    if (!expires || now >= *expires) return std::nullopt;

    boost::json::value* found = claims->if_contains("a");
    boost::json::object* object = found != nullptr ? found->if_object() : nullptr;
    if (object == nullptr || object->empty()) return std::nullopt;
    actor_cookie read;
    read.who = std::make_shared<const actor>(std::move(*object));
    read.sealed = read_sealed(claims->if_contains("g"));
    read.is_for_datasette = claims->contains(upstream_mark);
    read.expires = *expires;
    return read;
}

}  // namespace dsgw::auth
