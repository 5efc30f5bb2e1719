#include "auth/pbkdf2.hpp"

#include "auth/errc.hpp"
#include "auth/hash_text.hpp"
#include "auth/limits.hpp"
#include "base/base64.hpp"
#include "base/bytes.hpp"
#include "base/random.hpp"

#include <openssl/evp.h>
#include <sodium/utils.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <vector>

namespace dsgw::auth {
namespace {

constexpr std::size_t digest_bytes = 32;
constexpr std::size_t salt_bytes_made = 16;

struct parsed_pbkdf2
{
    unsigned rounds;
    std::string_view salt;  // the text itself is the salt: it is not decoded
};

bool is_printable_ascii(char one) { return one > ' ' && one < '\x7f'; }

boost::system::result<parsed_pbkdf2> parse_pbkdf2(std::string_view stored)
{
    const std::vector<std::string_view> fields = split_at_dollar(stored);
    if (fields.size() != 4 || fields[2].empty()) return errc::malformed_hash;
    const auto digest =
        base64_decode(fields[3], base64_alphabet::standard, base64_padding::required);
    if (!digest || digest->size() != digest_bytes) return errc::malformed_hash;
    // The plugin compares as ASCII text and raises on anything else.
    if (!std::all_of(stored.begin(), stored.end(), is_printable_ascii)) return errc::malformed_hash;

    const number_read rounds = read_number(fields[1], limits::pbkdf2_rounds_max);
    if (rounds.too_big) return errc::hash_cost_above_limit;
    if (!rounds.value || *rounds.value == 0) return errc::malformed_hash;
    return parsed_pbkdf2{*rounds.value, fields[2]};
}

std::string make_hash_text(std::string_view password, std::string_view salt, unsigned rounds)
{
    std::array<unsigned char, digest_bytes> digest{};
    const int made = PKCS5_PBKDF2_HMAC(
        password.empty() ? "" : password.data(), static_cast<int>(password.size()),
        as_unsigned(salt), static_cast<int>(salt.size()), static_cast<int>(rounds), EVP_sha256(),
        static_cast<int>(digest.size()), digest.data()
    );
    if (made != 1) throw std::runtime_error("OpenSSL could not compute PBKDF2");
    const std::string_view bytes(reinterpret_cast<const char*>(digest.data()), digest.size());
    return std::string(pbkdf2_prefix) + std::to_string(rounds) + "$" + std::string(salt) + "$" +
           base64_encode(bytes, base64_alphabet::standard, base64_padding::required);
}

}  // namespace

boost::system::result<hash_description> describe_pbkdf2(std::string_view stored)
{
    const auto parsed = parse_pbkdf2(stored);
    if (!parsed) return parsed.error();
    std::string warning;
    if (parsed->rounds < limits::pbkdf2_rounds_made)
        warning = "fewer than " + std::to_string(limits::pbkdf2_rounds_made) +
                  " rounds: make a new hash with datasette-gateway hash-password";
    return hash_description{
        hash_scheme::pbkdf2_sha256, "pbkdf2_sha256, " + std::to_string(parsed->rounds) + " rounds",
        std::move(warning), parsed->rounds};
}

boost::system::result<bool> verify_pbkdf2(std::string_view password, std::string_view stored)
{
    const auto parsed = parse_pbkdf2(stored);
    if (!parsed) return {boost::system::in_place_error, parsed.error()};
    // The plugin rebuilds the whole line and compares that, so "01000" rounds never match.
    const std::string expected = make_hash_text(password, parsed->salt, parsed->rounds);
    return is_same_text(expected, stored);
}

void spend_pbkdf2_rounds(std::string_view password, std::uint64_t rounds)
{
    while (rounds > 0) {
        const auto now =
            static_cast<unsigned>(std::min<std::uint64_t>(rounds, limits::pbkdf2_rounds_max));
        (void)make_hash_text(password, "a salt of no meaning", now);
        rounds -= now;
    }
}

std::string hash_pbkdf2(std::string_view password)
{
    return make_hash_text(password, make_random_hex(salt_bytes_made), limits::pbkdf2_rounds_made);
}

}  // namespace dsgw::auth
