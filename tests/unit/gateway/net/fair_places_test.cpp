#include "gateway/net/fair_places.hpp"

#include "gateway/http/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(fair_places_)

BOOST_AUTO_TEST_CASE(a_place_counts_in_every_network_of_its_client)
{
    fair_places places;
    const auto narrow = places.find("2001:0db8:0000:0001::/64");
    BOOST_TEST(narrow->level == 0U);
    BOOST_TEST_REQUIRE(narrow->wider != nullptr);
    BOOST_TEST_REQUIRE(narrow->wider->wider != nullptr);
    BOOST_TEST(narrow->wider->level == 1U);
    BOOST_TEST(narrow->wider->wider->level == 2U);
    BOOST_TEST(narrow->wider->wider->wider == nullptr);
    places.take(*narrow);
    places.take(*places.find("2001:0db8:0000:0002::/64"));
    BOOST_TEST(narrow->held == 1U);
    BOOST_TEST(narrow->wider->held == 2U);
    BOOST_TEST(narrow->wider->wider->held == 2U);
    BOOST_TEST(places.held() == 2U);
    places.give_back(*narrow);
    BOOST_TEST(narrow->held == 0U);
    BOOST_TEST(narrow->wider->held == 1U);
    BOOST_TEST(places.held() == 1U);
}

BOOST_AUTO_TEST_CASE(a_client_is_new_until_its_widest_network_holds_a_place)
{
    fair_places places;
    const auto one = places.find("2001:0db8:0000:0001::/64");
    const auto same_48 = places.find("2001:0db8:0000:ff00::/64");
    const auto other_48 = places.find("2001:0db8:0001:0001::/64");
    const auto ipv4 = places.find("192.0.2.1");
    BOOST_TEST(ipv4->wider == nullptr);
    places.take(*one);
    BOOST_TEST(!fair_places::is_new(*one));
    BOOST_TEST(!fair_places::is_new(*same_48));
    BOOST_TEST(fair_places::is_new(*other_48));
    BOOST_TEST(fair_places::is_new(*ipv4));
    places.give_back(*one);
    BOOST_TEST(fair_places::is_new(*same_48));
}

BOOST_AUTO_TEST_CASE(the_same_name_has_one_record)
{
    fair_places places;
    const auto first = places.find("192.0.2.1");
    BOOST_TEST(places.find("192.0.2.1") == first);
    BOOST_TEST(places.find("192.0.2.2") != first);
    BOOST_TEST(places.size() == 2U);
}

BOOST_AUTO_TEST_CASE(removes_unused_records_only_above_the_limit)
{
    fair_places places;
    const auto held = places.find("2001:0db8:0000:0001::/64");  // three records
    places.take(*held);
    const auto waits = places.find("192.0.2.1");
    for (std::size_t i = places.size(); i < limits::fair_records_max; ++i)
        (void)places.find("client " + std::to_string(i));
    BOOST_TEST(places.size() == limits::fair_records_max);
    (void)places.find("one more");
    BOOST_TEST(places.size() == 5U);
    BOOST_TEST(places.find("2001:0db8:0000:0001::/64") == held);
    BOOST_TEST(places.find("192.0.2.1") == waits);
    BOOST_TEST(places.size() == 5U);
}

BOOST_AUTO_TEST_SUITE_END()
