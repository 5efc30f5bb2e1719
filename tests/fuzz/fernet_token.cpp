// Fernet. The first byte chooses: the bytes are an untrusted token, or the content below a valid
// MAC (any version, length and padding), or a value that we seal ourselves, or a key.

#include "base/base64.hpp"
#include "secrets/errc.hpp"
#include "secrets/fernet.hpp"
#include "tests/fuzz/require.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

using namespace dsgw;
using fuzz::require;

namespace {

constexpr std::string_view key_text = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
constexpr auth::unix_time now{std::chrono::seconds{1700000000}};

std::string encode(std::string_view bytes)
{
    return base64_encode(bytes, base64_alphabet::url_safe, base64_padding::required);
}

std::string with_right_mac(const secrets::fernet_key& key, std::string_view bytes)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(
        EVP_sha256(), key.mac_key().data(), static_cast<int>(key.mac_key().size()),
        reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), sum, &size
    );
    return encode(std::string(bytes).append(fuzz::as_text(sum, size)));
}

void check_token(const secrets::fernet_key& key, std::string_view token)
{
    const auto opened = secrets::open_fernet(key, token);
    if (!opened) {
        require(
            opened.error() == secrets::errc::malformed_token ||
                opened.error() == secrets::errc::wrong_key,
            "a token is malformed or of another key"
        );
        return;
    }
    require(opened->size() < token.size(), "a value is shorter than its token");
    // One spelling for each token: with time and IV taken from it, sealing gives it again.
    const auto bytes = base64_decode(token, base64_alphabet::url_safe, base64_padding::required);
    std::uint64_t seconds = 0;
    for (const char byte : bytes->view().substr(1, 8))
        seconds = seconds << 8 | static_cast<unsigned char>(byte);
    secrets::fernet_iv iv{};
    std::ranges::copy(bytes->view().substr(9, 16), iv.begin());
    const auth::unix_time made_at{std::chrono::seconds{static_cast<std::int64_t>(seconds)}};
    require(
        secrets::seal_fernet(key, opened->view(), made_at, iv) == token,
        "a token that opens is exactly the one that sealing makes"
    );
}

void check_key(std::string_view text)
{
    const auto key = secrets::fernet_key::parse(text);
    if (!key) return;
    const auto again = secrets::fernet_key::parse(key->text().view());
    require(again && again->is_same(*key), "a key that is written down is the same key");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    static const auto key = secrets::fernet_key::parse(key_text).value();
    if (size == 0) return 0;
    const auto text = fuzz::as_text(data + 1, size - 1);
    switch (data[0] % 4) {
        case 0:
            check_token(key, text);
            break;
        case 1:
            check_token(key, with_right_mac(key, text));
            break;
        case 2: {
            const auto opened = secrets::open_fernet(key, secrets::seal_fernet(key, text, now));
            require(opened && opened->view() == text, "what we seal we can open");
            break;
        }
        default:
            check_key(text);
    }
    return 0;
}
