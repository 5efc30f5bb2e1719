#include "auth/crypt3.hpp"

#include "auth/errc.hpp"
#include "auth/hash_text.hpp"
#include "auth/limits.hpp"
#include "base/secret_bytes.hpp"

#include <crypt.h>
#include <sodium/utils.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace dsgw::auth {
namespace {

constexpr std::string_view crypt_alphabet =
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

struct crypt_cost
{
    std::string label;
    std::string warning;
    std::uint64_t rounds;  // of pbkdf2_sha256, equal in time to one check: measured
};

bool is_crypt_text(std::string_view text)
{
    return text.find_first_not_of(crypt_alphabet) == std::string_view::npos;
}

// "$2b$12$" and 53 characters.
boost::system::result<crypt_cost> read_bcrypt(const std::vector<std::string_view>& fields)
{
    if (fields.size() != 4 || fields[2].size() != 2 || fields[3].size() != 53 ||
        !is_crypt_text(fields[3]))
        return errc::malformed_hash;
    const std::string_view digits = fields[2].front() == '0' ? fields[2].substr(1) : fields[2];
    const number_read cost = read_number(digits, 31);
    if (!cost.value || *cost.value < 4) return errc::malformed_hash;
    if (*cost.value > limits::bcrypt_cost_max) return errc::hash_cost_above_limit;
    return crypt_cost{
        "bcrypt, cost " + std::to_string(*cost.value),
        *cost.value < 10 ? "a cost below 10: make a new hash" : "",
        (std::uint64_t{1} << *cost.value) * 180};
}

// "$6$rounds=N$salt$digest"; without the second field 5000 rounds.
boost::system::result<crypt_cost> read_sha_crypt(
    std::vector<std::string_view> fields, std::size_t digest_characters
)
{
    constexpr std::string_view rounds_key = "rounds=";
    unsigned rounds = 5000;
    if (fields.size() == 5 && fields[2].starts_with(rounds_key)) {
        const number_read read =
            read_number(fields[2].substr(rounds_key.size()), limits::sha_crypt_rounds_max);
        if (read.too_big) return errc::hash_cost_above_limit;
        // crypt(3) raises fewer to 1000, so such a line would never match.
        if (!read.value || *read.value < 1000) return errc::malformed_hash;
        rounds = *read.value;
        fields.erase(fields.begin() + 2);
    }
    if (fields.size() != 4 || fields[2].size() > 16 || fields[3].size() != digest_characters ||
        !is_crypt_text(fields[3]))
        return errc::malformed_hash;
    return crypt_cost{
        (digest_characters == 43 ? "SHA-256 crypt, " : "SHA-512 crypt, ") + std::to_string(rounds) +
            " rounds",
        rounds < 100'000 ? "fewer than 100000 rounds: argon2id is advised" : "",
        std::uint64_t{rounds} * 3 / 2};
}

// One number of yescrypt's variable-length coding that fits a single character (all that
// crypt_gensalt writes do): @source libxcrypt alg-yescrypt-common.c decode64_uint32.
std::optional<unsigned> read_yescrypt_number(char one, unsigned least)
{
    const std::size_t value = crypt_alphabet.find(one);
    if (value > 47) return std::nullopt;
    return least + static_cast<unsigned>(value);
}

// "$y$j9T$salt$digest": flavour, log2 of N, r.
boost::system::result<crypt_cost> read_yescrypt(const std::vector<std::string_view>& fields)
{
    if (fields.size() != 5 || fields[2].size() != 3 || fields[2][0] != 'j' ||
        fields[4].size() != 43 || !is_crypt_text(fields[3]) || !is_crypt_text(fields[4]))
        return errc::malformed_hash;
    const auto power = read_yescrypt_number(fields[2][1], 1);
    const auto block = read_yescrypt_number(fields[2][2], 1);
    if (!power || !block) return errc::malformed_hash;
    const std::uint64_t bytes = (std::uint64_t{128} << *power) * *block;
    if (bytes / 1024 > limits::yescrypt_memory_kib_max) return errc::hash_cost_above_limit;
    return crypt_cost{
        "yescrypt, " + std::to_string(bytes / 1024) + " KiB",
        bytes < std::uint64_t{8} << 20 ? "less than 8 MiB of memory: make a new hash" : "",
        bytes / 1024 * 37 / 10};
}

boost::system::result<crypt_cost> read_crypt(hash_scheme scheme, std::string_view stored)
{
    const std::vector<std::string_view> fields = split_at_dollar(stored);
    if (scheme == hash_scheme::bcrypt) return read_bcrypt(fields);
    if (scheme == hash_scheme::sha256_crypt) return read_sha_crypt(fields, 43);
    if (scheme == hash_scheme::sha512_crypt) return read_sha_crypt(fields, 86);
    return read_yescrypt(fields);
}

// 32 KiB: too large for a stack, and full of data that crypt_r derived from the password.
struct wipe_crypt_data
{
    void operator()(crypt_data* data) const
    {
        sodium_memzero(data, sizeof(*data));
        delete data;
    }
};

boost::system::result<bool> compare_crypt(const secret_bytes& phrase, const std::string& setting)
{
    const std::unique_ptr<crypt_data, wipe_crypt_data> data(new crypt_data{});
    errno = 0;
    const char* made = crypt_r(phrase.view().data(), setting.c_str(), data.get());
    if (made == nullptr || made[0] == '*')
        return errno == ENOMEM ? errc::hash_unavailable : errc::malformed_hash;
    return is_same_text(made, setting);
}

}  // namespace

std::optional<hash_scheme> find_crypt_scheme(std::string_view stored)
{
    struct known_prefix
    {
        std::string_view text;
        hash_scheme scheme;
    };
    static constexpr std::array<known_prefix, 6> prefixes{{
        {"$2b$", hash_scheme::bcrypt},
        {"$2y$", hash_scheme::bcrypt},
        {"$2a$", hash_scheme::bcrypt},
        {"$5$", hash_scheme::sha256_crypt},
        {"$6$", hash_scheme::sha512_crypt},
        {"$y$", hash_scheme::yescrypt},
    }};
    const auto found = std::find_if(prefixes.begin(), prefixes.end(), [&](const auto& one) {
        return stored.starts_with(one.text);
    });
    if (found == prefixes.end()) return std::nullopt;
    return found->scheme;
}

bool is_des_crypt(std::string_view stored) { return stored.size() == 13 && is_crypt_text(stored); }

boost::system::result<hash_description> describe_crypt(std::string_view stored)
{
    const hash_scheme scheme = find_crypt_scheme(stored).value();
    auto cost = read_crypt(scheme, stored);
    if (!cost) return cost.error();
    if (crypt_checksalt(std::string(stored).c_str()) == CRYPT_SALT_INVALID)
        return errc::malformed_hash;
    return hash_description{scheme, std::move(cost->label), std::move(cost->warning), cost->rounds};
}

boost::system::result<bool> verify_crypt(std::string_view password, std::string_view stored)
{
    const auto described = describe_crypt(stored);
    if (!described) return {boost::system::in_place_error, described.error()};
    // Passwords that crypt(3) would truncate or refuse are hashed too: a refusal must not be
    // faster.
    constexpr std::size_t bytes_max = CRYPT_MAX_PASSPHRASE_SIZE - 1;
    const std::string_view readable = password.substr(0, std::min(password.find('\0'), bytes_max));
    secret_bytes phrase(readable.size() + 1);
    std::copy(readable.begin(), readable.end(), phrase.data());

    const auto matched = compare_crypt(phrase, std::string(stored));
    if (!matched) return {boost::system::in_place_error, matched.error()};
    return *matched && readable.size() == password.size();
}

}  // namespace dsgw::auth
