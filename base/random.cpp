#include "base/random.hpp"

#include "base/base64.hpp"
#include "base/bytes.hpp"

#include <sodium.h>

#include <stdexcept>

namespace dsgw {
namespace {

constexpr std::size_t id_bytes = 16;

std::string make_random_bytes(std::size_t size)
{
    start_sodium();
    std::string bytes(size, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

}  // namespace

void start_sodium()
{
    if (sodium_init() < 0)
        throw std::runtime_error("libsodium cannot start: no source of randomness");
}

std::string make_random_id()
{
    return base64_encode(
        make_random_bytes(id_bytes), base64_alphabet::url_safe, base64_padding::forbidden
    );
}

std::string make_random_hex(std::size_t bytes)
{
    auto random = make_random_bytes(bytes);
    auto hex = to_hex({as_unsigned(random), random.size()});
    sodium_memzero(random.data(), random.size());
    return hex;
}

}  // namespace dsgw
