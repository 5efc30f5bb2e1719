#include "base/cidr.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(cidr)

BOOST_AUTO_TEST_CASE(reads_addresses_of_both_kinds)
{
    BOOST_TEST(dsgw::parse_ip("192.0.2.1").has_value());
    BOOST_TEST(dsgw::parse_ip("2001:db8::1").has_value());
    BOOST_TEST(dsgw::parse_ip("::").has_value());
    BOOST_TEST((dsgw::parse_ip("::ffff:192.0.2.1") == dsgw::parse_ip("192.0.2.1")));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_address)
{
    for (const char* text :
         {"", " ", "192.0.2", "192.0.2.256", "192.0.2.1 ", "[::1]", "::1%lo", "192.0.2.1:80",
          "localhost", "0x7f.1", "1.2.3.04444", ":::"})
        BOOST_TEST(!dsgw::parse_ip(text).has_value(), text);
    BOOST_TEST(!dsgw::parse_ip(std::string("1.2.3.4\0", 8)).has_value());
    BOOST_TEST(!dsgw::parse_ip(std::string(1000, '1')).has_value());
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_network)
{
    dsgw::cidr_set set;
    for (const char* text :
         {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.1/8",
          "2001:db8::/129", "2001:db8::1/64", "10.0.0.0/8/8"})
        BOOST_TEST(!set.add(text), text);
    BOOST_TEST(set.empty());
}

BOOST_AUTO_TEST_CASE(contains_exactly_its_networks)
{
    dsgw::cidr_set set;
    BOOST_TEST(set.add("10.0.0.0/8"));
    BOOST_TEST(set.add("192.0.2.7"));
    BOOST_TEST(set.add("198.51.100.128/25"));
    BOOST_TEST(set.add("2001:db8::/33"));
    for (const char* inside :
         {"10.0.0.0", "10.255.255.255", "192.0.2.7", "198.51.100.128", "::ffff:10.1.2.3",
          "2001:db8:7fff::1"})
        BOOST_TEST(set.contains(std::string_view(inside)), inside);
    for (const char* outside :
         {"9.255.255.255", "11.0.0.0", "192.0.2.6", "198.51.100.127", "2001:db8:8000::", "::a00:1",
          "", "nonsense"})
        BOOST_TEST(!set.contains(std::string_view(outside)), outside);
}

BOOST_AUTO_TEST_CASE(zero_bits_mean_one_kind_of_address)
{
    dsgw::cidr_set v4;
    BOOST_TEST(v4.add("0.0.0.0/0"));
    BOOST_TEST(v4.contains(std::string_view("203.0.113.9")));
    BOOST_TEST(!v4.contains(std::string_view("2001:db8::1")));
    dsgw::cidr_set all;
    BOOST_TEST(all.add("::/0"));
    BOOST_TEST(all.contains(std::string_view("203.0.113.9")));
}

BOOST_AUTO_TEST_SUITE_END()
