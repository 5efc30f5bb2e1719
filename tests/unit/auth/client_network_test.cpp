#include "auth/client_network.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(client_network_test)

BOOST_AUTO_TEST_CASE(an_ipv6_network_is_in_a_56_and_a_48)
{
    const auto levels = levels_of("2001:0db8:0000:0a01::/64");
    BOOST_TEST(levels.count == 3U);
    BOOST_TEST(levels.names[0] == "2001:0db8:0000:0a01::/64");
    BOOST_TEST(levels.names[1] == "2001:0db8:0000:0a");
    BOOST_TEST(levels.names[2] == "2001:0db8:0000");
}

BOOST_AUTO_TEST_CASE(everything_else_counts_alone)
{
    for (const std::string name :
         {"", "192.0.2.1", "2001:db8::/64", "2001:0db8:0000:0a01::/56",
          "x2001:0db8:0000:0a01::/64"}) {
        const auto levels = levels_of(name);
        BOOST_TEST(levels.count == 1U);
        BOOST_TEST(levels.names[0] == name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
