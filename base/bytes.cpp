#include "base/bytes.hpp"

#include <sodium/utils.h>

namespace dsgw {

std::string to_hex(std::span<const unsigned char> bytes)
{
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    text.pop_back();
    return text;
}

}  // namespace dsgw
