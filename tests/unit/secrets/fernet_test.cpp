#include "secrets/fernet.hpp"

#include "secrets/errc.hpp"
#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <type_traits>

using namespace dsgw;
using namespace dsgw::secrets;
using auth::test::load_vectors;
using auth::test::text_of;

static_assert(!std::is_copy_constructible_v<fernet_key>);

BOOST_AUTO_TEST_SUITE(fernet)

namespace {

const auth::unix_time noon{std::chrono::seconds(1'700'000'000)};

std::string bytes_of(const boost::json::value& hex)
{
    const std::string digits = text_of(hex);
    std::string bytes;
    for (std::size_t at = 0; at < digits.size(); at += 2)
        bytes.push_back(static_cast<char>(std::stoi(digits.substr(at, 2), nullptr, 16)));
    return bytes;
}

fernet_iv iv_of(const boost::json::value& hex)
{
    const std::string bytes = bytes_of(hex);
    fernet_iv iv{};
    std::copy(bytes.begin(), bytes.end(), iv.begin());
    return iv;
}

// What Python's lenient base64 reader lets through. The plugin never writes such a row.
bool is_only_lenient(const std::string& why)
{
    return why == "standard base64 alphabet" || why == "newline at the end" ||
           why == "space in the middle";
}

}  // namespace

BOOST_AUTO_TEST_CASE(makes_the_recorded_tokens)
{
    const auto vectors = load_vectors("fernet.json");
    for (const auto& one : vectors.at("encrypt").as_array()) {
        const auto key = fernet_key::parse(text_of(one.at("key"))).value();
        const std::string value = bytes_of(one.at("plaintext_utf8_hex"));
        const auth::unix_time time{std::chrono::seconds(one.at("time_unix").as_int64())};
        const std::string token = text_of(one.at("token"));
        BOOST_TEST((seal_fernet(key, value, time, iv_of(one.at("iv_hex"))) == token));
        BOOST_TEST((open_fernet(key, token).value().view() == value));
    }
    BOOST_TEST(vectors.at("encrypt").as_array().size() == 22U);
}

BOOST_AUTO_TEST_CASE(opens_and_refuses_as_recorded_but_reads_base64_strictly)
{
    const auto vectors = load_vectors("fernet.json");
    int opened = 0;
    for (const auto& one : vectors.at("decrypt").as_array()) {
        const auto key = fernet_key::parse(text_of(one.at("key"))).value();
        const std::string why = text_of(one.at("why"));
        const auto value = open_fernet(key, text_of(one.at("token")));
        const auto* expected = one.as_object().if_contains("plaintext_hex");
        if (expected == nullptr || is_only_lenient(why)) {
            BOOST_TEST(value.has_error(), why);
            continue;
        }
        BOOST_REQUIRE_MESSAGE(value.has_value(), why);
        BOOST_TEST((value->view() == bytes_of(*expected)), why);
        ++opened;
    }
    BOOST_TEST(opened == 4);
    BOOST_TEST(vectors.at("decrypt").as_array().size() == 25U);
}

BOOST_AUTO_TEST_CASE(reads_keys_as_the_plugin_does)
{
    const auto vectors = load_vectors("fernet.json");
    for (const auto& one : vectors.at("keys").as_array()) {
        const auto key = fernet_key::parse(text_of(one.at("key")));
        BOOST_TEST(key.has_value() == one.at("accepted").as_bool(), text_of(one.at("why")));
    }
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_key)
{
    const auto code_of = [](const std::string& text) { return fernet_key::parse(text).error(); };
    const std::string good(fernet_key::generate().text().view());
    BOOST_TEST((fernet_key::parse(good + " \r\n").has_value()));
    BOOST_TEST((code_of("") == errc::key_of_wrong_size));
    BOOST_TEST((code_of("\n") == errc::key_of_wrong_size));
    BOOST_TEST((code_of("notakey") == errc::malformed_key));
    BOOST_TEST((code_of("<PUT KEY HERE>") == errc::malformed_key));
    BOOST_TEST((code_of(good.substr(0, 43)) == errc::malformed_key));
    BOOST_TEST((code_of(good.substr(0, 40)) == errc::key_of_wrong_size));
    BOOST_TEST((code_of(good.substr(0, 43) + "A" + "AAAA") == errc::key_of_wrong_size));
    BOOST_TEST((code_of(" " + good) == errc::malformed_key));
}

BOOST_AUTO_TEST_CASE(made_keys_are_new_each_time_and_read_back)
{
    const fernet_key one = fernet_key::generate();
    const fernet_key other = fernet_key::generate();
    BOOST_TEST(!one.is_same(other));
    BOOST_TEST(one.text().size() == 44U);
    BOOST_TEST(one.text().view().find_first_of("+/\n") == std::string_view::npos);
    const fernet_key again = fernet_key::parse(one.text().view()).value();
    BOOST_TEST(again.is_same(one));
    BOOST_TEST(again.fingerprint() == one.fingerprint());
    BOOST_TEST(one.fingerprint() != other.fingerprint());
    BOOST_TEST(one.fingerprint().size() == 8U);
}

BOOST_AUTO_TEST_CASE(what_is_sealed_opens_with_the_same_key_only)
{
    const fernet_key key = fernet_key::generate();
    const fernet_key other = fernet_key::generate();
    for (const std::size_t size : {0, 1, 15, 16, 17, 31, 32, 1000, 1'048'576}) {
        const std::string value(size, 'v');
        const std::string token = seal_fernet(key, value, noon);
        BOOST_TEST((open_fernet(key, token).value().view() == value), size);
        BOOST_TEST((open_fernet(other, token).error() == errc::wrong_key), size);
    }
}

BOOST_AUTO_TEST_CASE(equal_values_have_different_tokens)
{
    const fernet_key key = fernet_key::generate();
    std::set<std::string> tokens;
    for (int number = 0; number < 100; ++number)
        tokens.insert(seal_fernet(key, "value", noon));
    BOOST_TEST(tokens.size() == 100U);
}

BOOST_AUTO_TEST_CASE(every_changed_or_missing_character_is_noticed)
{
    const fernet_key key = fernet_key::generate();
    const std::string good = seal_fernet(key, "a secret of some length", noon);
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = bad[at] == 'x' ? 'y' : 'x';
        BOOST_TEST(open_fernet(key, bad).has_error(), at);
        BOOST_TEST(open_fernet(key, good.substr(0, at)).has_error(), at);
    }
    BOOST_TEST(open_fernet(key, good + good).has_error());
    BOOST_TEST(open_fernet(key, good + "=").has_error());
    BOOST_TEST(open_fernet(key, std::string_view("\0", 1)).has_error());
}

BOOST_AUTO_TEST_CASE(the_mac_is_checked_before_the_padding)
{
    // Each of these breaks the padding too: a reader that decrypted first would say so.
    const fernet_key key = fernet_key::generate();
    const std::string token = seal_fernet(key, "value", noon);
    std::string bad = token;
    bad[40] = bad[40] == 'A' ? 'B' : 'A';  // in the ciphertext
    BOOST_TEST((open_fernet(key, bad).error() == errc::wrong_key));
}

BOOST_AUTO_TEST_SUITE_END()
