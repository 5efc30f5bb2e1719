#include "base/parse_number.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <string>

using dsgw::parse_number;

BOOST_AUTO_TEST_SUITE(parse_number_test)

BOOST_AUTO_TEST_CASE(reads_the_limits_of_a_type)
{
    BOOST_TEST(parse_number<std::uint16_t>("0").value() == 0);
    BOOST_TEST(parse_number<std::uint16_t>("65535").value() == 65535);
    BOOST_TEST(!parse_number<std::uint16_t>("65536"));
    BOOST_TEST(!parse_number<std::uint16_t>("99999999999999999999999999"));
    constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
    BOOST_TEST(parse_number<std::int64_t>("-9223372036854775808").value() == lowest);
    BOOST_TEST(!parse_number<std::int64_t>("-9223372036854775809"));
}

BOOST_AUTO_TEST_CASE(reads_the_whole_text_or_nothing)
{
    BOOST_TEST(parse_number<unsigned>("007").value() == 7u);
    for (const std::string text :
         {"", " ", "1 ", " 1", "+1", "-1", "1x", "x1", "0x1", "1.0", "1e3", "1_000", "--1", "٣"})
        BOOST_TEST(!parse_number<unsigned>(text), text);
    BOOST_TEST(!parse_number<unsigned>(std::string_view("1\0", 2)));
    BOOST_TEST(!parse_number<unsigned>(std::string_view()));
    BOOST_TEST(parse_number<int>("-1").value() == -1);
}

BOOST_AUTO_TEST_CASE(reads_other_radices)
{
    BOOST_TEST(parse_number<unsigned>("ff", 16).value() == 255u);
    BOOST_TEST(parse_number<unsigned>("101", 2).value() == 5u);
    BOOST_TEST(!parse_number<unsigned>("8", 8));
}

BOOST_AUTO_TEST_CASE(reads_fractions)
{
    BOOST_TEST(parse_number<double>("0.5").value() == 0.5);
    BOOST_TEST(parse_number<double>("-1.5e+3").value() == -1500.0);
    BOOST_TEST(!parse_number<double>("1e999"));
    BOOST_TEST(!parse_number<double>("1.5x"));
    BOOST_TEST(!parse_number<double>(""));
}

BOOST_AUTO_TEST_SUITE_END()
