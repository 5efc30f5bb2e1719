#include "gateway/request/root_link.hpp"

#include "base/random.hpp"

#include <sodium.h>

namespace dsgw {

namespace {

constexpr std::size_t token_bytes = 32;

}  // namespace

root_link::root_link() : token_(make_random_hex(token_bytes)) {}

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
