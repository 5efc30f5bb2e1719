#include "auth/signed_cookie.hpp"

#include "base/base62.hpp"
#include "base/base64.hpp"
#include "tests/unit/support/vectors.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <zlib.h>

#include <algorithm>

using namespace dsgw;
using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(signed_cookie)

namespace {

const unix_time now{std::chrono::seconds(1'800'000'000)};  // before the vectors' expiries
const cookie_signer signer("s3cr3t");

// A ds_actor cookie with any content, rightly signed.
std::string cookie_of(const std::string& json) { return signer.sign(json, "actor"); }

std::string encode(std::string_view bytes)
{
    return base64_encode(bytes, base64_alphabet::url_safe, base64_padding::forbidden);
}

// sign() never compresses; Datasette does.
std::string sign_compressed(const std::string& text)
{
    uLongf size = compressBound(static_cast<uLong>(text.size()));
    std::string bytes(size, '\0');
    compress2(
        reinterpret_cast<Bytef*>(bytes.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
        static_cast<uLong>(text.size()), 9
    );
    bytes.resize(size);
    const std::string payload = "." + encode(bytes);

    const std::string key_text = "actorsigners3cr3t";
    unsigned char key[SHA_DIGEST_LENGTH];
    SHA1(reinterpret_cast<const unsigned char*>(key_text.data()), key_text.size(), key);
    unsigned char mac[SHA_DIGEST_LENGTH];
    HMAC(
        EVP_sha1(), key, sizeof(key), reinterpret_cast<const unsigned char*>(payload.data()),
        payload.size(), mac, nullptr
    );
    return payload + "." + encode({reinterpret_cast<const char*>(mac), sizeof(mac)});
}

bool has_float(const boost::json::value& value)
{
    if (const auto* list = value.if_array())
        return std::any_of(list->begin(), list->end(), has_float);
    if (const auto* object = value.if_object())
        return std::any_of(object->begin(), object->end(), [](const auto& member) {
            return has_float(member.value());
        });
    return value.is_double();
}

bool is_actor(const std::string& json)
{
    return read_actor_cookie(signer, cookie_of(json), now).has_value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(signs_as_datasette_signs)
{
    const auto vectors = auth::test::load_vectors("sign.json");
    int equal = 0;
    for (const auto& one : vectors.at("sign").as_array()) {
        const cookie_signer key(auth::test::text_of(one.at("secret")));
        const std::string space = auth::test::text_of(one.at("namespace"));
        const std::string json = auth::test::text_of(one.at("json_utf8"));
        const std::string made = auth::test::text_of(one.at("signed"));
        if (!one.at("compressed").as_bool()) {
            BOOST_TEST(key.sign(json, space) == made);
            ++equal;
        }
        // Ours and Datasette's, which may be compressed, read back as the same text.
        BOOST_TEST((key.unsign(made, space) == json), json);
        BOOST_TEST((key.unsign(key.sign(json, space), space) == json), json);
    }
    BOOST_TEST(equal > 15);
    BOOST_TEST(vectors.at("sign").as_array().size() == 35U);
}

BOOST_AUTO_TEST_CASE(accepts_and_refuses_as_datasette_does)
{
    const auto vectors = auth::test::load_vectors("sign.json");
    int accepted = 0;
    for (const auto& one : vectors.at("unsign").as_array()) {
        const cookie_signer key(auth::test::text_of(one.at("secret")));
        const auto text = key.unsign(
            auth::test::text_of(one.at("signed")), auth::test::text_of(one.at("namespace"))
        );
        const std::string why = auth::test::text_of(one.at("why"));
        if (const auto* value = one.as_object().if_contains("value")) {
            BOOST_REQUIRE_MESSAGE(text.has_value(), why);
            BOOST_TEST((boost::json::parse(*text) == *value), why);
            ++accepted;
        } else {
            BOOST_TEST(!text.has_value(), why);
        }
    }
    BOOST_TEST(accepted == 8);
}

BOOST_AUTO_TEST_CASE(every_changed_character_breaks_the_signature)
{
    const std::string good = signer.sign(R"({"a":{"id":"root"}})", "actor");
    BOOST_REQUIRE(signer.unsign(good, "actor").has_value());
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = bad[at] == 'x' ? 'y' : 'x';
        BOOST_TEST(!signer.unsign(bad, "actor").has_value(), at);
        BOOST_TEST(!signer.unsign(good.substr(0, at), "actor").has_value(), at);
    }
}

BOOST_AUTO_TEST_CASE(a_compressed_payload_is_read_up_to_64_kib)
{
    const auto text_of_size = [](std::size_t size) {
        return "\"" + std::string(size - 2, 'x') + "\"";
    };
    for (const std::size_t fits : {std::size_t{2}, std::size_t{65'535}, std::size_t{65'536}}) {
        const std::string json = text_of_size(fits);
        BOOST_TEST((signer.unsign(sign_compressed(json), "actor") == json), fits);
    }
    BOOST_TEST(!signer.unsign(sign_compressed(text_of_size(65'537)), "actor").has_value());
    BOOST_TEST(!signer.unsign(sign_compressed(text_of_size(10'000'000)), "actor").has_value());
}

BOOST_AUTO_TEST_CASE(reads_every_recorded_actor_cookie)
{
    const auto vectors = auth::test::load_vectors("cookies.json");
    const cookie_signer key(auth::test::text_of(vectors.at("secret")));
    int with_expiry = 0;
    for (const auto& one : vectors.at("accepted").as_array()) {
        for (const char* form : {"cookie", "cookie_uncompressed"}) {
            const auto read = read_actor_cookie(key, auth::test::text_of(one.at(form)), now);
            BOOST_REQUIRE_MESSAGE(read.has_value(), boost::json::serialize(one));
            BOOST_TEST((read->who->json() == one.at("actor").as_object()));
            BOOST_TEST(read->sealed == "");
            const auto& expiry = one.at("expires_unix");
            if (expiry.is_null()) {
                BOOST_TEST((read->expires == unix_time::max()));
                continue;
            }
            BOOST_TEST(read->expires.time_since_epoch().count() == expiry.as_int64());
            ++with_expiry;
        }
    }
    BOOST_TEST(with_expiry > 10);
}

BOOST_AUTO_TEST_CASE(makes_the_recorded_actor_cookies)
{
    const auto vectors = auth::test::load_vectors("cookies.json");
    const cookie_signer key(auth::test::text_of(vectors.at("secret")));
    int equal = 0;
    for (const auto& one : vectors.at("accepted").as_array()) {
        if (one.at("expires_unix").is_null()) continue;
        const actor who(one.at("actor").as_object());
        const unix_time expires{std::chrono::seconds(one.at("expires_unix").as_int64())};
        const std::string cookie = make_actor_cookie(key, who, expires);
        const auto read = read_actor_cookie(key, cookie, now);
        BOOST_REQUIRE(read.has_value());
        BOOST_TEST((read->who->json() == who.json()));
        // Floats are written otherwise (1.5E0), which every JSON reader takes for the same.
        if (has_float(one.at("actor"))) continue;
        BOOST_TEST(cookie == auth::test::text_of(one.at("cookie_uncompressed")));
        ++equal;
    }
    BOOST_TEST(equal > 5);
}

BOOST_AUTO_TEST_CASE(a_session_id_goes_there_and_back)
{
    const actor who(boost::json::parse(R"({"id":"root"})").as_object());
    const unix_time expires = now + std::chrono::hours(1);
    const std::string cookie = make_actor_cookie(signer, who, expires, "a\"b");
    BOOST_TEST(
        (signer.unsign(cookie, "actor") ==
         "{\"a\":{\"id\":\"root\"},\"e\":\"" +
             base62_encode(static_cast<std::uint64_t>(expires.time_since_epoch().count())) +
             "\",\"g\":\"a\\\"b\"}")
    );
    BOOST_TEST(read_actor_cookie(signer, cookie, now)->sealed == "a\"b");
    BOOST_TEST(read_actor_cookie(signer, cookie_of(R"({"a":{"id":1},"g":7})"), now)->sealed == "7");
}

BOOST_AUTO_TEST_CASE(expires_to_the_second)
{
    const actor who(boost::json::parse(R"({"id":"root"})").as_object());
    const std::string cookie = make_actor_cookie(signer, who, now);
    using std::chrono::seconds;
    BOOST_TEST(read_actor_cookie(signer, cookie, now - seconds(1)).has_value());
    BOOST_TEST(!read_actor_cookie(signer, cookie, now).has_value());
    BOOST_TEST(!read_actor_cookie(signer, cookie, now + seconds(1)).has_value());
}

BOOST_AUTO_TEST_CASE(reads_the_odd_expiries_as_datasette_reads_them)
{
    for (const char* never :
         {R"({"a":{"id":1}})", R"({"a":{"id":1},"e":""})", R"({"a":{"id":1},"e":null})",
          R"({"a":{"id":1},"e":0})", R"({"e":"E3d1S6","a":{"id":1}})"})
        BOOST_TEST(is_actor(never), never);
    // An integer is read as text: its digits are 52 to 61 in base 62.
    BOOST_TEST(!is_actor(R"({"a":{"id":1},"e":1})"));
    BOOST_TEST(is_actor(R"({"a":{"id":1},"e":1000000})"));
    BOOST_TEST(is_actor(R"({"a":{"id":1},"e":"HvlcDDDDDD"})"));
    BOOST_TEST(is_actor(R"({"a":{"id":1},"e":"VygRaBGKR8P"})"));  // beyond any clock: 64 bits
    for (const char* refused :
         {R"({"a":{"id":1},"e":"0"})", R"({"a":{"id":1},"e":"A"})", R"({"a":{"id":1},"e":"-B"})",
          R"({"a":{"id":1},"e":" "})", R"({"a":{"id":1},"e":"E3d1S6 "})",
          R"({"a":{"id":1},"e":"é"})", R"({"a":{"id":1},"e":-1000000})",
          R"({"a":{"id":1},"e":1.5})", R"({"a":{"id":1},"e":true})", R"({"a":{"id":1},"e":[]})",
          R"({"a":{"id":1},"e":{"x":1}})", R"({"a":{"id":1},"e":"VygRaBGKR8Q"})"})
        BOOST_TEST(!is_actor(refused), refused);
}

BOOST_AUTO_TEST_CASE(only_a_non_empty_object_is_an_actor)
{
    for (const char* logged_in :
         {R"({"a":{"id":0}})", R"({"a":{"id":null}})", R"({"a":{"id":""}})", R"({"a":{"x":{}}})"})
        BOOST_TEST(is_actor(logged_in), logged_in);
    for (const char* nobody :
         {R"({"a":{}})", R"({"a":null})", R"({"a":0})", R"({"a":""})", R"({"a":"root"})",
          R"({"a":1})", R"({"a":true})", R"({"a":["root"]})", R"({"b":{"id":1}})", "{}", "[]",
          "null", "\"root\"", "1"})
        BOOST_TEST(!is_actor(nobody), nobody);
}

BOOST_AUTO_TEST_CASE(a_number_that_cannot_be_kept_exactly_makes_no_actor)
{
    const auto reads = [](const std::string& actor) { return is_actor("{\"a\":" + actor + "}"); };
    for (const std::string actor :
         {R"({"id":18446744073709551615})", R"({"id":-9223372036854775808})", R"({"id":0})",
          R"({"id":1.5})", R"({"id":1e3})", R"({"id":"18446744073709551616"})",
          R"({"1\"":"\\","id":[-1,2]})", R"({"18446744073709551616":"x"})"})
        BOOST_TEST(reads(actor), actor);
    for (const std::string actor :
         {R"({"id":18446744073709551616})", R"({"id":-9223372036854775809})",
          R"({"id":"a","roles":[1,123456789012345678901234567890]})",
          R"({"\\":18446744073709551616})", R"({"\"":{"x":99999999999999999999}})",
          R"({"id":1e400})", R"({"id":-1E+2220})", R"({"id":1e-400})"})
        BOOST_TEST(!reads(actor), actor);
}

BOOST_AUTO_TEST_CASE(other_namespaces_and_garbage_are_no_actor_cookies)
{
    const std::string json = R"({"a":{"id":1}})";
    for (const std::string& bad :
         {signer.sign(json, "messages"), signer.sign(json, ""),
          cookie_signer("other").sign(json, "actor"), std::string(), std::string("."),
          std::string(".."), std::string("a"), std::string("\xff.\xff"), json,
          std::string(100'000, '.')})
        BOOST_TEST(!read_actor_cookie(signer, bad, now).has_value(), bad.substr(0, 50));
    BOOST_TEST(!is_actor("{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}"));
}

BOOST_AUTO_TEST_SUITE_END()
