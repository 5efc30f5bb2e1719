// Passwords from more networks than the queue has places.

#include "auth/kdf_pool.hpp"
#include "auth/limits.hpp"
#include "tests/unit/auth/kdf_pool_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace dsgw::auth;
using test::gate;
using test::make_cheap_hash;
using test::make_job;
using test::record;

BOOST_AUTO_TEST_SUITE(kdf_pool_flood)

namespace {

using names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(a_flood_from_many_networks_refuses_no_network_that_waits_for_nothing)
{
    record answers;
    kdf_pool pool(1, 3);
    gate held(pool, 1);
    unsigned digest = 0;
    const auto submit = [&](const std::string& network, const char* name) {
        pool.submit(
            make_job(++digest, network.c_str(), "p", make_cheap_hash("p")), answers.note(name)
        );
    };
    const auto network = [](std::size_t number) { return "192.0.2." + std::to_string(number); };
    for (std::size_t number = 0; number < 3; ++number)
        submit(network(number), "flood");
    for (std::size_t number = 3; number < 2 + limits::kdf_networks_max; ++number)
        submit(network(number), "more of it");
    submit("2001:0db8:0000:0001::/64", "newcomer");
    BOOST_TEST(answers.so_far().empty());
    BOOST_TEST(pool.waiting() == 3 + limits::kdf_networks_max);
    submit("2001:0db8:0000:0001::/64", "second");
    submit("198.51.100.1", "beyond the bound");
    BOOST_TEST(
        answers.so_far() == (names{"second:overloaded", "beyond the bound:overloaded"}),
        boost::test_tools::per_element()
    );
    held.open();
    BOOST_TEST(answers.wait_for(5 + limits::kdf_networks_max).back() == "newcomer:match");
}

BOOST_AUTO_TEST_CASE(one_wide_network_is_not_many)
{
    record answers;
    kdf_pool pool(1, 1);
    gate held(pool, 1);
    const auto submit = [&](unsigned digest, const char* network, const char* name) {
        pool.submit(make_job(digest, network, "p", make_cheap_hash("p")), answers.note(name));
    };
    submit(1, "2001:0db8:0000:0001::/64", "first");
    submit(2, "2001:0db8:0000:0002::/64", "same /56");
    submit(3, "2001:0db8:0000:ff00::/64", "same /48");
    submit(4, "2001:0db8:0001:0000::/64", "another /48");
    BOOST_TEST(
        answers.so_far() == (names{"same /56:overloaded", "same /48:overloaded"}),
        boost::test_tools::per_element()
    );
    held.open();
    BOOST_TEST(answers.wait_for(4).size() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
