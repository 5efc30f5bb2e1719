#include "gateway/connection_counts.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(connection_counts_test)

BOOST_AUTO_TEST_CASE(zero_means_no_limit)
{
    connection_counts counts;
    for (int i = 0; i < 1000; ++i)
        BOOST_TEST_REQUIRE(counts.add("192.0.2.1", 0, 0));
}

BOOST_AUTO_TEST_CASE(a_client_has_a_limit_of_its_own)
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

BOOST_AUTO_TEST_CASE(all_together_have_a_limit)
{
    connection_counts counts;
    BOOST_TEST(counts.add("192.0.2.1", 2, 0));
    BOOST_TEST(counts.add("192.0.2.2", 2, 0));
    BOOST_TEST(!counts.add("192.0.2.3", 2, 0));
    counts.remove("192.0.2.2");
    BOOST_TEST(counts.add("192.0.2.3", 2, 0));
}

BOOST_AUTO_TEST_CASE(who_was_turned_away_is_not_counted)
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

BOOST_AUTO_TEST_SUITE_END()
