#include "base/secret_bytes.hpp"

#include <sodium/utils.h>

#include <cassert>
#include <utility>

namespace dsgw {

secret_bytes::secret_bytes(std::string_view bytes) : bytes_(bytes.begin(), bytes.end()) {}

secret_bytes::secret_bytes(std::size_t size) : bytes_(size) {}

secret_bytes::~secret_bytes() { wipe(); }

secret_bytes::secret_bytes(secret_bytes&& other) noexcept : bytes_(std::move(other.bytes_))
{
    other.bytes_.clear();
}

secret_bytes& secret_bytes::operator=(secret_bytes&& other) noexcept
{
    if (this != &other) {
        wipe();
        bytes_ = std::move(other.bytes_);
        other.bytes_.clear();
    }
    return *this;
}

void secret_bytes::shrink(std::size_t size)
{
    assert(size <= bytes_.size());
    if (size == bytes_.size()) return;
    sodium_memzero(bytes_.data() + size, bytes_.size() - size);
    bytes_.resize(size);
}

void secret_bytes::wipe()
{
    if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
}

}  // namespace dsgw
