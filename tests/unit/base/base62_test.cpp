#include "base/base62.hpp"

#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(base62)

BOOST_AUTO_TEST_CASE(writes_and_reads_as_datasette_does)
{
    const auto vectors = auth::test::load_vectors("cookies.json");
    const auto& list = vectors.at("base62").as_array();
    BOOST_TEST(list.size() == 21U);
    for (const auto& one : list) {
        const auto number = one.at("unix").to_number<std::uint64_t>();
        const std::string text = auth::test::text_of(one.at("base62"));
        BOOST_TEST(base62_encode(number) == text);
        BOOST_TEST((base62_decode(text) == number), text);
    }
}

BOOST_AUTO_TEST_CASE(zero_is_A_and_leading_zeros_and_nothing_are_zero)
{
    BOOST_TEST(base62_encode(0) == "A");
    BOOST_TEST((base62_decode("A") == 0U));
    BOOST_TEST((base62_decode("") == 0U));
    BOOST_TEST((base62_decode("AAAB") == 1U));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_outside_the_alphabet)
{
    for (const char* bad : {"-", "-B", "B ", " B", "B_", "B.", "é", "B\n", "+B", "B=", "B/"})
        BOOST_TEST(!base62_decode(bad).has_value(), bad);
    BOOST_TEST(!base62_decode(std::string_view("B\0", 2)).has_value());
}

BOOST_AUTO_TEST_CASE(reads_up_to_64_bits_and_no_more)
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    const std::string text = base62_encode(most);
    BOOST_TEST(text == "VygRaBGKR8P");
    BOOST_TEST((base62_decode("VygRaBGKR8O") == most - 1));
    BOOST_TEST((base62_decode("VygRaBGKR8P") == most));
    BOOST_TEST(!base62_decode("VygRaBGKR8Q").has_value());
    BOOST_TEST(!base62_decode("BAAAAAAAAAAAA").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
