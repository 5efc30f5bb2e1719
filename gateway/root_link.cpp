#include "gateway/root_link.hpp"

#include <sodium.h>

#include <array>

namespace dsgw {

namespace {

constexpr std::size_t token_bytes = 32;

}  // namespace

root_link::root_link()
{
    std::array<unsigned char, token_bytes> random;
    randombytes_buf(random.data(), random.size());
    token_.resize(token_bytes * 2 + 1);
    sodium_bin2hex(token_.data(), token_.size(), random.data(), random.size());
    token_.resize(token_bytes * 2);
}

root_link::verdict root_link::redeem(std::string_view token)
{
    const bool right = token.size() == token_.size() &&
                       sodium_memcmp(token.data(), token_.data(), token_.size()) == 0;
    if (!right) return verdict::wrong;
    const std::lock_guard lock(mutex_);
    if (spent_) return verdict::spent;
    spent_ = true;
    return verdict::accepted;
}

}  // namespace dsgw
