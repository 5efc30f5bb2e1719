#include "base/random.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(random_)

BOOST_AUTO_TEST_CASE(ids_are_128_random_bits)
{
    std::set<std::string> ids;
    for (int number = 0; number < 100; ++number) {
        const std::string id = make_random_id();
        BOOST_TEST(id.size() == 22U);
        BOOST_TEST(
            id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            ) == std::string::npos
        );
        ids.insert(id);
    }
    BOOST_TEST(ids.size() == 100U);
}

BOOST_AUTO_TEST_CASE(hex_has_two_digits_for_each_byte)
{
    const std::string one = make_random_hex(32);
    BOOST_TEST(one.size() == 64U);
    BOOST_TEST(one.find_first_not_of("0123456789abcdef") == std::string::npos);
    BOOST_TEST(one != make_random_hex(32));
    BOOST_TEST(make_random_hex(0) == "");
}

BOOST_AUTO_TEST_SUITE_END()
