// Signed values. The first byte chooses: the bytes are an untrusted cookie, or the content below a
// valid signature (any payload, compressed or not), or JSON that we sign ourselves.

#include "auth/signed_cookie.hpp"

#include "base/base62.hpp"
#include "base/base64.hpp"
#include "tests/fuzz/holds_double.hpp"
#include "tests/fuzz/require.hpp"

#include <boost/json/parse.hpp>

#include <openssl/evp.h>
#include <openssl/hmac.h>

using namespace dsgw;
using fuzz::require;

namespace {

constexpr std::string_view secret = "the secret of the fuzz target";
constexpr auth::unix_time now{std::chrono::seconds{1700000000}};

std::string signature_of(std::string_view payload)
{
    const std::string material = "actorsigner" + std::string(secret);
    unsigned char key[EVP_MAX_MD_SIZE], sum[EVP_MAX_MD_SIZE];
    unsigned key_size = 0, sum_size = 0;
    EVP_Digest(material.data(), material.size(), key, &key_size, EVP_sha1(), nullptr);
    HMAC(
        EVP_sha1(), key, static_cast<int>(key_size),
        reinterpret_cast<const unsigned char*>(payload.data()), payload.size(), sum, &sum_size
    );
    return base64_encode(
        fuzz::as_text(sum, sum_size), base64_alphabet::url_safe, base64_padding::forbidden
    );
}

void check_cookie(const auth::cookie_signer& signer, std::string_view value)
{
    const auto read = auth::read_actor_cookie(signer, value, now);
    if (!read) return;
    require(!read->who->json().empty(), "an actor is a non-empty object");
    const auto made =
        auth::make_actor_cookie(signer, *read->who, now + std::chrono::seconds{60}, "s");
    const auto again = auth::read_actor_cookie(signer, made, now);
    require(again.has_value(), "our own cookie is good");
    if (!fuzz::holds_double(read->who->json()))
        require(again->who->text() == read->who->text(), "the actor is kept");
    require(again->sealed == "s", "the session is kept");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    static const auth::cookie_signer signer{std::string(secret)};
    if (size == 0) return 0;
    const auto text = fuzz::as_text(data + 1, size - 1);
    switch (data[0] % 3) {
        case 0:
            check_cookie(signer, text);
            break;
        case 1: {
            const std::string payload(text);
            const std::string value = payload + "." + signature_of(payload);
            (void)signer.unsign(value, "actor");
            require(!signer.unsign(value, "csrftoken"), "another namespace, another signature");
            check_cookie(signer, value);
            break;
        }
        default: {
            boost::system::error_code error;
            const auto json = boost::json::parse(text, error);
            if (error) return 0;
            const auto value = signer.sign(text, "actor");
            const auto back = signer.unsign(value, "actor");
            require(back && *back == text, "what we sign we can read");
            check_cookie(signer, value);
        }
    }
    (void)base62_decode(text);
    return 0;
}
