#include "gateway/net/connection_counts.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/net/fair_places.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(connection_counts_test)

BOOST_AUTO_TEST_CASE(zero_means_no_limit)
{
    connection_counts counts;
    for (int i = 0; i < 1000; ++i)
        BOOST_TEST_REQUIRE(counts.add("192.0.2.1", 0, 0));
}

BOOST_AUTO_TEST_CASE(limits_each_client)
{
    connection_counts counts;
    BOOST_TEST(counts.add("192.0.2.1", 0, 2));
    BOOST_TEST(counts.add("192.0.2.1", 0, 2));
    BOOST_TEST(!counts.add("192.0.2.1", 0, 2));
    BOOST_TEST(counts.add("192.0.2.2", 0, 2));
    counts.remove("192.0.2.1");
    BOOST_TEST(counts.add("192.0.2.1", 0, 2));
    BOOST_TEST(!counts.add("192.0.2.1", 0, 2));
}

BOOST_AUTO_TEST_CASE(limits_the_total)
{
    connection_counts counts;
    BOOST_TEST(counts.add("192.0.2.1", 2, 0));
    BOOST_TEST(counts.add("192.0.2.2", 2, 0));
    BOOST_TEST(!counts.add("192.0.2.3", 2, 0));
    counts.remove("192.0.2.2");
    BOOST_TEST(counts.add("192.0.2.3", 2, 0));
}

BOOST_AUTO_TEST_CASE(does_not_count_rejected_connections)
{
    connection_counts counts;
    BOOST_TEST(counts.add("192.0.2.1", 2, 1));
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(!counts.add("192.0.2.1", 2, 1));
    BOOST_TEST(counts.add("192.0.2.2", 2, 1));
    counts.remove("192.0.2.1");
    counts.remove("192.0.2.2");
    BOOST_TEST(counts.add("192.0.2.1", 1, 1));
    BOOST_TEST(!counts.add("192.0.2.2", 1, 1));
}

BOOST_AUTO_TEST_CASE(ipv6_networks_count_at_64_56_and_48_with_growing_allowances)
{
    connection_counts counts;
    const auto fill = [&counts](const std::string& network) {
        unsigned added = 0;
        while (counts.add(network, 0, 4))
            ++added;
        return added;
    };
    BOOST_TEST(fill("2001:0db8:0000:0000::/64") == 4U);
    BOOST_TEST(fill("2001:0db8:0000:0001::/64") == 4U);
    BOOST_TEST(fill("2001:0db8:0000:0002::/64") == 0U);  // the /56 has its eight
    BOOST_TEST(fill("2001:0db8:0000:0100::/64") == 4U);
    BOOST_TEST(fill("2001:0db8:0000:0200::/64") == 4U);
    BOOST_TEST(fill("2001:0db8:0000:0300::/64") == 0U);  // the /48 has its sixteen
    BOOST_TEST(fill("2001:0db8:0001:0000::/64") == 4U);
    counts.remove("2001:0db8:0000:0100::/64");
    BOOST_TEST(fill("2001:0db8:0000:0300::/64") == 1U);
}

BOOST_AUTO_TEST_CASE(no_network_takes_all_of_the_last_places)
{
    connection_counts counts;
    unsigned held = 0;
    for (int client = 0; client < 8; ++client) {
        while (counts.add("192.0.2." + std::to_string(client), 64, 12))
            ++held;
    }
    BOOST_TEST(held < 64U);
    BOOST_TEST(counts.add("198.51.100.1", 64, 12));
}

BOOST_AUTO_TEST_CASE(networks_that_hold_nothing_are_forgotten_and_others_are_not)
{
    fair_places places;
    const auto name_of = [](std::size_t i) { return "network " + std::to_string(i); };
    const auto kept = places.find("2001:0db8:0000:0000::/64");
    places.take(*places.find("2001:0db8:0001:0000::/64"));
    for (std::size_t i = 0; i < 10 * limits::fair_records_max; ++i)
        (void)places.find(name_of(i));
    BOOST_TEST(places.size() <= limits::fair_records_max + 6);
    BOOST_TEST((places.find("2001:0db8:0000:0000::/64") == kept));
    BOOST_TEST(!fair_places::is_new(*places.find("2001:0db8:0001:ff00::/64")));
}

BOOST_AUTO_TEST_SUITE_END()
