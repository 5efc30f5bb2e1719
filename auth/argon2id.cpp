#include "auth/argon2id.hpp"

#include "auth/errc.hpp"
#include "auth/hash_memory.hpp"
#include "auth/hash_text.hpp"
#include "auth/limits.hpp"
#include "base/base64.hpp"
#include "base/random.hpp"

#include <argon2.h>
#include <sodium/randombytes.h>

#include <array>
#include <cstdint>
#include <new>
#include <optional>
#include <stdexcept>
#include <vector>

namespace dsgw::auth {
namespace {

constexpr std::size_t salt_bytes_min = 8;  // RFC 9106 section 3.1
constexpr std::size_t salt_bytes_max = 64;
constexpr std::size_t digest_bytes_min = 12;  // 4 would be legal, but easy to guess
constexpr std::size_t digest_bytes_max = 128;

struct argon2_hash
{
    hash_scheme scheme = hash_scheme::argon2id;
    std::uint32_t version = ARGON2_VERSION_NUMBER;
    unsigned memory_kib = 0;
    unsigned passes = 0;
    unsigned lanes = 0;
    std::string salt;
    std::string digest;
};

std::optional<std::string> read_base64(
    std::string_view text, std::size_t bytes_min, std::size_t bytes_max
)
{
    const auto bytes = base64_decode(text, base64_alphabet::standard, base64_padding::forbidden);
    if (!bytes || bytes->size() < bytes_min || bytes->size() > bytes_max) return std::nullopt;
    return std::string(bytes->view());
}

// "m=19456,t=2,p=1", in the order of libargon2.
boost::system::error_code read_cost(std::string_view text, argon2_hash& hash)
{
    const std::size_t first = text.find(",t=");
    const std::size_t second = text.find(",p=", first);
    if (!text.starts_with("m=") || first == std::string_view::npos ||
        second == std::string_view::npos)
        return errc::malformed_hash;
    const number_read memory =
        read_number(text.substr(2, first - 2), limits::argon2_memory_kib_max);
    const number_read passes =
        read_number(text.substr(first + 3, second - first - 3), limits::argon2_work_kib_max);
    const number_read lanes = read_number(text.substr(second + 3), limits::argon2_lanes_max);
    if (memory.too_big || passes.too_big || lanes.too_big) return errc::hash_cost_above_limit;
    if (!memory.value || !passes.value || !lanes.value) return errc::malformed_hash;
    hash.memory_kib = *memory.value;
    hash.passes = *passes.value;
    hash.lanes = *lanes.value;
    if (hash.passes == 0 || hash.lanes == 0 || hash.memory_kib < 8 * hash.lanes)
        return errc::malformed_hash;
    if (hash.passes > limits::argon2_work_kib_max / hash.memory_kib)
        return errc::hash_cost_above_limit;
    return {};
}

boost::system::result<argon2_hash> parse_argon2(std::string_view stored)
{
    std::vector<std::string_view> fields = split_at_dollar(stored);
    // Hashes older than version 1.3 have no version field: then it is 1.0.
    if (fields.size() == 5) fields.insert(fields.begin() + 2, "v=16");
    if (fields.size() != 6 || !fields[0].empty()) return errc::malformed_hash;

    argon2_hash hash;
    hash.scheme = fields[1] == "argon2id" ? hash_scheme::argon2id : hash_scheme::argon2i;
    if (fields[2] == "v=16")
        hash.version = ARGON2_VERSION_10;
    else if (fields[2] != "v=19")
        return errc::malformed_hash;

    std::optional<std::string> salt = read_base64(fields[4], salt_bytes_min, salt_bytes_max);
    std::optional<std::string> digest = read_base64(fields[5], digest_bytes_min, digest_bytes_max);
    if (!salt || !digest) return errc::malformed_hash;
    if (const auto failed = read_cost(fields[3], hash)) return failed;
    hash.salt = std::move(*salt);
    hash.digest = std::move(*digest);
    return hash;
}

std::uint8_t* as_bytes(std::string_view text)
{
    // libargon2 writes to neither password nor salt, but takes both as non-const.
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
}

// Computes hash.digest (with its present size) for this password.
boost::system::error_code compute(std::string_view password, argon2_hash& hash)
{
    argon2_context context{};
    context.out = as_bytes(hash.digest);
    context.outlen = static_cast<std::uint32_t>(hash.digest.size());
    context.pwd = as_bytes(password);
    context.pwdlen = static_cast<std::uint32_t>(password.size());
    context.salt = as_bytes(hash.salt);
    context.saltlen = static_cast<std::uint32_t>(hash.salt.size());
    context.t_cost = hash.passes;
    context.m_cost = hash.memory_kib;
    context.lanes = hash.lanes;
    context.threads = 1;  // the lanes of one hash must not start threads beside the pool's
    context.version = hash.version;
    context.allocate_cbk = take_hash_memory;
    context.free_cbk = give_back_hash_memory;
    const int failed =
        argon2_ctx(&context, hash.scheme == hash_scheme::argon2id ? Argon2_id : Argon2_i);
    if (failed == ARGON2_OK) return {};
    return failed == ARGON2_MEMORY_ALLOCATION_ERROR ? errc::hash_unavailable : errc::malformed_hash;
}

std::string memory_label(unsigned kib)
{
    return kib % 1024 == 0 ? std::to_string(kib / 1024) + " MiB" : std::to_string(kib) + " KiB";
}

}  // namespace

boost::system::result<hash_description> describe_argon2(std::string_view stored)
{
    const auto hash = parse_argon2(stored);
    if (!hash) return hash.error();
    const bool is_id = hash->scheme == hash_scheme::argon2id;
    std::string warning;
    if (hash->memory_kib * hash->passes < limits::argon2_work_kib_advised)
        warning = "less memory and passes than advised (19 MiB, t=2)";
    else if (!is_id)
        warning = "argon2id is advised instead of argon2i";
    return hash_description{
        hash->scheme,
        std::string(is_id ? "argon2id, " : "argon2i, ") + memory_label(hash->memory_kib) +
            ", t=" + std::to_string(hash->passes) + ", p=" + std::to_string(hash->lanes),
        std::move(warning), std::uint64_t{hash->memory_kib} * hash->passes * 23 / 10};
}

boost::system::result<bool> verify_argon2(std::string_view password, std::string_view stored)
{
    auto hash = parse_argon2(stored);
    if (!hash) return {boost::system::in_place_error, hash.error()};
    const std::string expected = hash->digest;
    if (const auto failed = compute(password, *hash))
        return {boost::system::in_place_error, failed};
    return is_same_text(expected, hash->digest);
}

std::string hash_argon2id(std::string_view password)
{
    start_sodium();
    argon2_hash hash;
    hash.memory_kib = limits::argon2_memory_kib_made;
    hash.passes = limits::argon2_passes_made;
    hash.lanes = 1;
    hash.salt.resize(16);
    randombytes_buf(hash.salt.data(), hash.salt.size());
    hash.digest.resize(32);
    if (compute(password, hash)) throw std::bad_alloc();

    const auto encode = [](std::string_view bytes) {
        return base64_encode(bytes, base64_alphabet::standard, base64_padding::forbidden);
    };
    return "$argon2id$v=19$m=" + std::to_string(hash.memory_kib) +
           ",t=" + std::to_string(hash.passes) + ",p=" + std::to_string(hash.lanes) + "$" +
           encode(hash.salt) + "$" + encode(hash.digest);
}

}  // namespace dsgw::auth
