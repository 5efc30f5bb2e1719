#include "secrets/fernet.hpp"

#include "base/base64.hpp"
#include "base/bytes.hpp"
#include "base/random.hpp"
#include "secrets/errc.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include <climits>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>

namespace dsgw::secrets {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t block_bytes = 16;
constexpr std::size_t time_bytes = 8;
constexpr std::size_t mac_bytes = SHA256_DIGEST_LENGTH;
constexpr std::size_t head_bytes = 1 + time_bytes + block_bytes;  // version, time, IV
constexpr std::size_t key_fingerprint_bytes = 4;
constexpr unsigned char version_byte = 0x80;

using mac = std::array<unsigned char, mac_bytes>;

struct cipher_deleter
{
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, cipher_deleter>;

[[noreturn]] void openssl_failed()
{
    throw std::runtime_error("OpenSSL could not encrypt the value");
}

// EVP uses int for sizes; SQLite's own limit for a value is smaller.
int as_size(std::size_t size)
{
    if (size > INT_MAX - block_bytes) throw std::length_error("too long to encrypt");
    return static_cast<int>(size);
}

mac make_mac(const fernet_key& key, std::string_view text)
{
    mac made{};
    const std::string_view secret = key.mac_key();
    if (HMAC(
            EVP_sha256(), secret.data(), static_cast<int>(secret.size()), as_unsigned(text),
            text.size(), made.data(), nullptr
        ) == nullptr)
        openssl_failed();
    return made;
}

std::string make_head(auth::unix_time made_at, const fernet_iv& iv)
{
    std::string head(1, static_cast<char>(version_byte));
    const auto seconds = static_cast<std::uint64_t>(made_at.time_since_epoch().count());
    for (int shift = 56; shift >= 0; shift -= 8)
        head.push_back(static_cast<char>(seconds >> shift & 0xff));
    head.append(reinterpret_cast<const char*>(iv.data()), iv.size());
    return head;
}

void append_ciphertext(
    const fernet_key& key, const fernet_iv& iv, std::string_view value, std::string& out
)
{
    const cipher_context cipher(EVP_CIPHER_CTX_new());
    const std::size_t begin = out.size();
    out.resize(begin + value.size() + block_bytes);
    int size = 0;
    int last = 0;
    if (cipher == nullptr ||
        EVP_EncryptInit_ex(
            cipher.get(), EVP_aes_128_cbc(), nullptr, as_unsigned(key.cipher_key()), iv.data()
        ) != 1 ||
        EVP_EncryptUpdate(
            cipher.get(), as_unsigned(out.data() + begin), &size, as_unsigned(value),
            as_size(value.size())
        ) != 1 ||
        EVP_EncryptFinal_ex(cipher.get(), as_unsigned(out.data() + begin) + size, &last) != 1)
        openssl_failed();
    out.resize(begin + static_cast<std::size_t>(size) + static_cast<std::size_t>(last));
}

// Invalid PKCS7 padding with a valid MAC: the author had the key, but did not write Fernet.
boost::system::result<secret_bytes> decrypt(
    const fernet_key& key, std::string_view iv, std::string_view ciphertext
)
{
    const cipher_context cipher(EVP_CIPHER_CTX_new());
    secret_bytes value(ciphertext.size() + block_bytes);
    int size = 0;
    int last = 0;
    if (cipher == nullptr ||
        EVP_DecryptInit_ex(
            cipher.get(), EVP_aes_128_cbc(), nullptr, as_unsigned(key.cipher_key()), as_unsigned(iv)
        ) != 1 ||
        EVP_DecryptUpdate(
            cipher.get(), as_unsigned(value.data()), &size, as_unsigned(ciphertext),
            as_size(ciphertext.size())
        ) != 1)
        openssl_failed();
    if (EVP_DecryptFinal_ex(cipher.get(), as_unsigned(value.data()) + size, &last) != 1)
        return errc::malformed_token;
    value.shrink(static_cast<std::size_t>(size) + static_cast<std::size_t>(last));
    return value;
}

}  // namespace

boost::system::result<fernet_key> fernet_key::parse(std::string_view text)
{
    const std::size_t size = text.find_last_not_of(" \t\r\n") + 1;  // npos + 1 is 0
    auto bytes =
        base64_decode(text.substr(0, size), base64_alphabet::either, base64_padding::required);
    if (!bytes) return errc::malformed_key;
    if (bytes->size() != key_bytes) return errc::key_of_wrong_size;
    return fernet_key(std::move(*bytes));
}

fernet_key fernet_key::generate()
{
    start_sodium();
    secret_bytes bytes(key_bytes);
    randombytes_buf(bytes.data(), bytes.size());
    return fernet_key(std::move(bytes));
}

secret_bytes fernet_key::text() const
{
    std::string text =
        base64_encode(bytes_.view(), base64_alphabet::url_safe, base64_padding::required);
    secret_bytes kept(text);
    sodium_memzero(text.data(), text.size());
    return kept;
}

std::string fernet_key::fingerprint() const
{
    mac digest{};
    SHA256(as_unsigned(bytes_.view()), bytes_.size(), digest.data());
    return to_hex(std::span(digest).first(key_fingerprint_bytes));
}

bool fernet_key::is_same(const fernet_key& other) const
{
    return sodium_memcmp(bytes_.view().data(), other.bytes_.view().data(), key_bytes) == 0;
}

std::string seal_fernet(const fernet_key& key, std::string_view value, auth::unix_time made_at)
{
    start_sodium();
    fernet_iv iv{};
    randombytes_buf(iv.data(), iv.size());
    return seal_fernet(key, value, made_at, iv);
}

std::string seal_fernet(
    const fernet_key& key, std::string_view value, auth::unix_time made_at, const fernet_iv& iv
)
{
    std::string bytes = make_head(made_at, iv);
    append_ciphertext(key, iv, value, bytes);
    const mac sum = make_mac(key, bytes);
    bytes.append(reinterpret_cast<const char*>(sum.data()), sum.size());
    return base64_encode(bytes, base64_alphabet::url_safe, base64_padding::required);
}

boost::system::result<secret_bytes> open_fernet(const fernet_key& key, std::string_view token)
{
    const auto bytes = base64_decode(token, base64_alphabet::url_safe, base64_padding::required);
    if (!bytes || bytes->size() < head_bytes + block_bytes + mac_bytes ||
        (bytes->size() - head_bytes - mac_bytes) % block_bytes != 0 ||
        *as_unsigned(bytes->view()) != version_byte)
        return errc::malformed_token;

    const std::string_view signed_part = bytes->view().substr(0, bytes->size() - mac_bytes);
    const std::string_view sum = bytes->view().substr(signed_part.size());
    if (sodium_memcmp(make_mac(key, signed_part).data(), sum.data(), mac_bytes) != 0)
        return errc::wrong_key;
    return decrypt(
        key, signed_part.substr(1 + time_bytes, block_bytes), signed_part.substr(head_bytes)
    );
}

}  // namespace dsgw::secrets
