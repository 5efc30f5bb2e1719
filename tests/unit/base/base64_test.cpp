#include "base/base64.hpp"

#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(base64)

namespace {

constexpr auto standard = base64_alphabet::standard;
constexpr auto url_safe = base64_alphabet::url_safe;
constexpr auto either = base64_alphabet::either;
constexpr auto required = base64_padding::required;
constexpr auto forbidden = base64_padding::forbidden;
constexpr auto lenient = base64_padding::lenient;

std::string decoded(std::string_view text, base64_alphabet alphabet, base64_padding padding)
{
    const auto bytes = base64_decode(text, alphabet, padding);
    return bytes ? std::string(bytes->view()) : "(refused)";
}

}  // namespace

BOOST_AUTO_TEST_CASE(knows_the_vectors_of_rfc_4648_section_10)
{
    const struct
    {
        const char* bytes;
        const char* padded;
        const char* bare;
    } cases[] = {
        {"", "", ""},
        {"f", "Zg==", "Zg"},
        {"fo", "Zm8=", "Zm8"},
        {"foo", "Zm9v", "Zm9v"},
        {"foob", "Zm9vYg==", "Zm9vYg"},
        {"fooba", "Zm9vYmE=", "Zm9vYmE"},
        {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
    };
    for (const auto& one : cases) {
        BOOST_TEST(base64_encode(one.bytes, standard, required) == one.padded);
        BOOST_TEST(base64_encode(one.bytes, url_safe, forbidden) == one.bare);
        BOOST_TEST(decoded(one.padded, standard, required) == one.bytes);
        BOOST_TEST(decoded(one.bare, standard, forbidden) == one.bytes);
        BOOST_TEST(decoded(one.padded, either, lenient) == one.bytes);
        BOOST_TEST(decoded(one.bare, either, lenient) == one.bytes);
    }
}

BOOST_AUTO_TEST_CASE(all_bytes_survive_in_both_alphabets)
{
    std::string bytes;
    for (int one = 0; one < 256; ++one)
        bytes.push_back(static_cast<char>(one));
    const std::string text = base64_encode(bytes, standard, required);
    BOOST_TEST(text == auth::test::encode_plainly(bytes));
    BOOST_TEST((decoded(text, standard, required) == bytes));
    const std::string url = base64_encode(bytes, url_safe, required);
    BOOST_TEST(url.find_first_of("+/") == std::string::npos);
    BOOST_TEST((decoded(url, url_safe, required) == bytes));
    BOOST_TEST((decoded(url, either, required) == bytes));
}

BOOST_AUTO_TEST_CASE(each_alphabet_refuses_the_other_and_either_mixes_them)
{
    BOOST_TEST(decoded("-_8", url_safe, forbidden) == "\xfb\xff");
    BOOST_TEST(decoded("+/8", standard, forbidden) == "\xfb\xff");
    BOOST_TEST(decoded("-/8", either, forbidden) == "\xfb\xff");
    BOOST_TEST(decoded("-_8", standard, forbidden) == "(refused)");
    BOOST_TEST(decoded("+/8", url_safe, forbidden) == "(refused)");
}

BOOST_AUTO_TEST_CASE(padding_is_held_to_its_rule)
{
    const struct
    {
        const char* text;
        bool required_passes;
        bool forbidden_passes;
        bool lenient_passes;
    } cases[] = {
        {"Zg==", true, false, true},      {"Zg=", false, false, true},
        {"Zg", false, true, true},        {"Zg===", false, false, true},
        {"Zm9v", true, true, true},       {"Zm9v=", false, false, true},
        {"Zm9v====", false, false, true}, {"=", false, false, true},
        {"====", false, false, true},
    };
    for (const auto& one : cases) {
        const auto passes = [&](base64_padding rule) {
            return decoded(one.text, standard, rule) != "(refused)";
        };
        BOOST_TEST(passes(required) == one.required_passes, one.text);
        BOOST_TEST(passes(forbidden) == one.forbidden_passes, one.text);
        BOOST_TEST(passes(lenient) == one.lenient_passes, one.text);
    }
}

BOOST_AUTO_TEST_CASE(refuses_foreign_characters_impossible_lengths_and_loose_bits)
{
    for (const char* bad :
         {"Z", "Zm9vY", "Zm 9v", " Zm9v", "Zm9v ", "Zm9v\n", "Zm*v", "Zm.v",
          "Z=g=", "Zg==Zg==", "Zm9v,", "Zh", "Zm9", "Zm9vé"}) {
        BOOST_TEST(decoded(bad, standard, lenient) == "(refused)", bad);
        BOOST_TEST(decoded(bad, either, lenient) == "(refused)", bad);
    }
    BOOST_TEST((decoded(std::string_view("Zm9v\0", 5), standard, lenient) == "(refused)"));
    BOOST_TEST((decoded(std::string_view("Zm\0v", 4), standard, lenient) == "(refused)"));
}

BOOST_AUTO_TEST_SUITE_END()
