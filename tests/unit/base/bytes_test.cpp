#include "base/bytes.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(bytes)

// RFC 4648 section 10, in lower case.
BOOST_AUTO_TEST_CASE(encodes_the_vectors_of_rfc_4648)
{
    const auto encoded = [](const std::string& text) {
        return dsgw::to_hex(std::vector<unsigned char>(text.begin(), text.end()));
    };
    BOOST_TEST(encoded("") == "");
    BOOST_TEST(encoded("f") == "66");
    BOOST_TEST(encoded("fo") == "666f");
    BOOST_TEST(encoded("foobar") == "666f6f626172");
}

BOOST_AUTO_TEST_CASE(writes_two_lower_case_digits_for_every_byte)
{
    const std::string digits = "0123456789abcdef";
    for (unsigned byte = 0; byte < 256; ++byte) {
        const std::vector<unsigned char> one{static_cast<unsigned char>(byte)};
        const std::string expected{digits[byte / 16], digits[byte % 16]};
        BOOST_TEST(dsgw::to_hex(one) == expected);
    }
}

BOOST_AUTO_TEST_SUITE_END()
