#include "base/base64.hpp"

#include "base/bytes.hpp"

#include <sodium/utils.h>

#include <algorithm>
#include <cassert>

namespace dsgw {
namespace {

int unpadded_variant(base64_alphabet alphabet)
{
    return alphabet == base64_alphabet::url_safe ? sodium_base64_VARIANT_URLSAFE_NO_PADDING
                                                 : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
}

int padded_variant(base64_alphabet alphabet)
{
    return alphabet == base64_alphabet::url_safe ? sodium_base64_VARIANT_URLSAFE
                                                 : sodium_base64_VARIANT_ORIGINAL;
}

bool is_padded_by_rule(std::string_view text, std::size_t digits, base64_padding rule)
{
    const std::size_t padding = text.size() - digits;
    switch (rule) {
        case base64_padding::required:
            return text.size() % 4 == 0 && padding <= 2;
        case base64_padding::forbidden:
            return padding == 0;
        case base64_padding::lenient:
            return true;
    }
    return false;
}

// libsodium reads one alphabet at a time.
secret_bytes to_standard_alphabet(std::string_view digits)
{
    secret_bytes copy(digits);
    std::replace(copy.data(), copy.data() + copy.size(), '-', '+');
    std::replace(copy.data(), copy.data() + copy.size(), '_', '/');
    return copy;
}

std::optional<secret_bytes> decode_digits(std::string_view digits, int variant)
{
    secret_bytes bytes(digits.size() / 4 * 3 + 3);
    std::size_t size = 0;
    const int failed = sodium_base642bin(
        as_unsigned(bytes.data()), bytes.size(), digits.data(), digits.size(), nullptr, &size,
        nullptr, variant
    );
    if (failed != 0) return std::nullopt;
    bytes.shrink(size);
    return bytes;
}

}  // namespace

std::string base64_encode(std::string_view bytes, base64_alphabet alphabet, base64_padding padding)
{
    assert(alphabet != base64_alphabet::either);
    const int variant =
        padding == base64_padding::required ? padded_variant(alphabet) : unpadded_variant(alphabet);
    // The size that libsodium requires includes a final NUL.
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), as_unsigned(bytes), bytes.size(), variant);
    text.pop_back();
    return text;
}

std::optional<secret_bytes> base64_decode(
    std::string_view text, base64_alphabet alphabet, base64_padding padding
)
{
    const std::size_t digits = text.find_last_not_of('=') + 1;  // npos + 1 is 0
    if (!is_padded_by_rule(text, digits, padding)) return std::nullopt;
    if (digits == 0) return secret_bytes();

    const std::string_view body = text.substr(0, digits);
    if (alphabet != base64_alphabet::either) return decode_digits(body, unpadded_variant(alphabet));
    const secret_bytes standard = to_standard_alphabet(body);
    return decode_digits(standard.view(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

}  // namespace dsgw
