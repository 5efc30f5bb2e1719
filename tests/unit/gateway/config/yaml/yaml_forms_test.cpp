#include "gateway/config/yaml/yaml_forms.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(yaml_forms)

BOOST_AUTO_TEST_CASE(knows_the_integers_of_yaml_1_1)
{
    for (const char* word :
         {"0", "7", "-1", "+12", "1_000", "0b101", "-0b1_0", "017", "0_7", "0xfF", "+0x_1",
          "190:20:30", "1:5", "-1:59"})
        BOOST_TEST(is_yaml_integer(word), word);
    for (const char* word :
         {"",    "-",   "+",   "--1",  "_1", "a",   "1a",   "1.0",  "08", "0b", "0b2", "0x",
          "0xg", "0o7", "0X1", "1:60", "1:", "0:5", "1::5", "1:5:", "1 ", " 1", "1e3"})
        BOOST_TEST(!is_yaml_integer(word), word);
}

BOOST_AUTO_TEST_CASE(knows_the_floats_of_yaml_1_1)
{
    for (const char* word :
         {"1.", "1.5", "-0.5", "+1_0.2_5", ".5", ".5e-3", "6.8523015e+5", "190:20:30.15", "1:5.",
          ".inf", "-.INF", "+.Inf", ".nan", ".NaN", ".NAN"})
        BOOST_TEST(is_yaml_float(word), word);
    for (const char* word :
         {"", ".", "-", "1", "1e5", "1.5e5", "1.5e", "1.5e+", "-.5", "-.nan", ".iNF", ".inff",
          "inf", "._5", "1.2.3", "1:60.5", "1:5.5e+1", "1.5 "})
        BOOST_TEST(!is_yaml_float(word), word);
}

BOOST_AUTO_TEST_CASE(knows_the_timestamps_of_yaml_1_1)
{
    for (const char* word :
         {"2001-12-15", "2001-12-15T02:59:43.1Z", "2001-12-14t21:59:43.10-05:00",
          "2001-12-14 21:59:43.10 -5", "2001-1-4 1:59:43", "2001-12-15  2:59:43.",
          "2001-12-14\t1:02:03+1"})
        BOOST_TEST(is_yaml_timestamp(word), word);
    for (const char* word :
         {"", "2001", "2001-12", "2001-1-5", "201-12-15", "20011-12-15", "2001-12-155",
          "2001/12/15", "2001-12-15T", "2001-12-15T02:59", "2001-12-15T02:5:43",
          "2001-12-15T002:59:43", "2001-12-15T02:59:43z", "2001-12-15T02:59:43+",
          "2001-12-15T02:59:43+1:5", "2001-12-15T02:59:43ZZ", "x2001-12-15"})
        BOOST_TEST(!is_yaml_timestamp(word), word);
}

BOOST_AUTO_TEST_SUITE_END()
