#include "auth/hash_text.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(hash_text)

BOOST_AUTO_TEST_CASE(splits_and_keeps_empty_fields)
{
    BOOST_TEST(split_at_dollar("").size() == 1U);
    BOOST_TEST(split_at_dollar("$").size() == 2U);
    const auto fields = split_at_dollar("$a$$b$");
    BOOST_REQUIRE(fields.size() == 5U);
    BOOST_TEST(fields[0] == "");
    BOOST_TEST(fields[1] == "a");
    BOOST_TEST(fields[2] == "");
    BOOST_TEST(fields[3] == "b");
    BOOST_TEST(fields[4] == "");
}

BOOST_AUTO_TEST_CASE(reads_plain_numbers_up_to_the_limit)
{
    BOOST_TEST((read_number("0", 10).value == 0U));
    BOOST_TEST((read_number("9", 10).value == 9U));
    BOOST_TEST((read_number("10", 10).value == 10U));
    for (const char* too_big : {"11", "4294967295", "4294967296", "99999999999999999999999"}) {
        BOOST_TEST(read_number(too_big, 10).too_big, too_big);
        BOOST_TEST(!read_number(too_big, 10).value.has_value(), too_big);
    }
    BOOST_TEST((read_number("4294967295", 4294967295U).value == 4294967295U));
    BOOST_TEST(read_number("4294967296", 4294967295U).too_big);
}

BOOST_AUTO_TEST_CASE(refuses_numbers_no_program_writes)
{
    for (const char* bad :
         {"", " ", "01", "00", "+1", "-1", "1 ", " 1", "1_0", "1e3", "0x1", "1.0", "x", "١"}) {
        const number_read read = read_number(bad, 100);
        BOOST_TEST(!read.value.has_value(), bad);
        BOOST_TEST(!read.too_big, bad);
    }
}

BOOST_AUTO_TEST_CASE(compares_whole_texts)
{
    BOOST_TEST(is_same_text("", ""));
    BOOST_TEST(is_same_text("abc", "abc"));
    BOOST_TEST(!is_same_text("abc", "abd"));
    BOOST_TEST(!is_same_text("abc", "ab"));
    BOOST_TEST(!is_same_text("", "a"));
    BOOST_TEST(!is_same_text(std::string("a\0b", 3), std::string("a\0c", 3)));
}

BOOST_AUTO_TEST_SUITE_END()
