#include "tests/unit/support/vectors.hpp"

#include <boost/json/parse.hpp>

#include <openssl/evp.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

namespace dsgw::auth::test {

boost::json::value load_vectors(const std::string& file)
{
    std::ifstream stream(DSGW_VECTORS "/" + file, std::ios::binary);
    if (!stream) throw std::runtime_error("no such vectors: " + file);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    return boost::json::parse(text);
}

std::string text_of(const boost::json::value& string)
{
    const boost::json::string& text = string.as_string();
    return {text.data(), text.size()};
}

std::string latin1_of(const boost::json::value& string)
{
    const std::string utf8 = text_of(string);
    std::string bytes;
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        const auto one = static_cast<unsigned char>(utf8[at]);
        if (one < 0x80) {
            bytes.push_back(utf8[at]);
            continue;
        }
        if (one > 0xc3) throw std::runtime_error("not Latin-1: " + utf8);
        const auto next = static_cast<unsigned char>(utf8.at(++at));
        bytes.push_back(static_cast<char>((one & 0x03) << 6 | (next & 0x3f)));
    }
    return bytes;
}

actor_ptr make_actor(std::string_view json)
{
    const boost::json::string_view text(json.data(), json.size());
    return std::make_shared<const actor>(boost::json::parse(text).as_object());
}

credential_digest make_digest(unsigned number)
{
    credential_digest digest{};
    std::memcpy(digest.data(), &number, sizeof(number));
    return digest;
}

std::string encode_plainly(std::string_view bytes)
{
    std::vector<unsigned char> text(bytes.size() / 3 * 4 + 5);
    const int size = EVP_EncodeBlock(
        text.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
        static_cast<int>(bytes.size())
    );
    return {text.begin(), text.begin() + size};
}

std::string make_cheap_hash(std::string_view password, unsigned rounds)
{
    unsigned char digest[32];
    const unsigned char salt[] = {'s', 'a', 'l', 't'};
    PKCS5_PBKDF2_HMAC(
        password.data() != nullptr ? password.data() : "", static_cast<int>(password.size()), salt,
        sizeof(salt), static_cast<int>(rounds), EVP_sha256(), sizeof(digest), digest
    );
    return "pbkdf2_sha256$" + std::to_string(rounds) + "$salt$" +
           encode_plainly({reinterpret_cast<const char*>(digest), sizeof(digest)});
}

}  // namespace dsgw::auth::test
