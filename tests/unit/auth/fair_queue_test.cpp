#include "auth/fair_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdio>
#include <string>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(fair_queue_)

namespace {

std::string drain(fair_queue<std::string>& queue)
{
    std::string order;
    while (!queue.empty())
        order += queue.pop() + " ";
    return order;
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_client_is_served_in_order)
{
    fair_queue<std::string> queue;
    BOOST_TEST(queue.empty());
    for (const char* job : {"1", "2", "3"})
        queue.push("a", job);
    BOOST_TEST(queue.size() == 3U);
    BOOST_TEST(queue.waiting_of("a") == 3U);
    BOOST_TEST(queue.waiting_of("b") == 0U);
    BOOST_TEST(drain(queue) == "1 2 3 ");
    BOOST_TEST(queue.size() == 0U);
    BOOST_TEST(queue.waiting_of("a") == 0U);
}

BOOST_AUTO_TEST_CASE(clients_take_turns_however_much_one_has_queued)
{
    fair_queue<std::string> queue;
    for (const char* job : {"a1", "a2", "a3", "a4"})
        queue.push("a", job);
    queue.push("b", "b1");
    queue.push("c", "c1");
    queue.push("b", "b2");
    BOOST_TEST(drain(queue) == "a1 b1 c1 a2 b2 a3 a4 ");
}

BOOST_AUTO_TEST_CASE(coming_back_gives_no_earlier_turn)
{
    fair_queue<std::string> queue;
    queue.push("a", "a1");
    queue.push("b", "b1");
    BOOST_TEST(queue.pop() == "a1");
    queue.push("a", "a2");
    queue.push("c", "c1");
    BOOST_TEST(drain(queue) == "b1 a2 c1 ");
}

BOOST_AUTO_TEST_CASE(the_fullest_client_gives_up_its_newest)
{
    fair_queue<std::string> queue;
    for (const char* job : {"a1", "a2"})
        queue.push("a", job);
    for (const char* job : {"b1", "b2", "b3"})
        queue.push("b", job);
    BOOST_TEST((queue.give_up_for("c") == "b3"));
    BOOST_TEST(queue.size() == 4U);
    BOOST_TEST(queue.waiting_of("b") == 2U);
    BOOST_TEST(drain(queue) == "a1 b1 a2 b2 ");
}

BOOST_AUTO_TEST_CASE(no_client_gives_up_a_job_for_an_equal_one)
{
    fair_queue<std::string> queue;
    BOOST_TEST(!queue.give_up_for("a").has_value());
    queue.push("a", "a1");
    queue.push("b", "b1");
    BOOST_TEST(!queue.give_up_for("a").has_value());
    BOOST_TEST(!queue.give_up_for("b").has_value());
    queue.push("a", "a2");
    BOOST_TEST(!queue.give_up_for("a").has_value());
    BOOST_TEST(!queue.give_up_for("b").has_value());
    queue.push("a", "a3");
    BOOST_TEST((queue.give_up_for("b") == "a3"));
}

BOOST_AUTO_TEST_CASE(no_client_gives_up_its_only_job)
{
    fair_queue<std::string> queue;
    queue.push("a", "a1");
    queue.push("b", "b1");
    BOOST_TEST(!queue.give_up_for("c").has_value());
    queue.push("b", "b2");
    BOOST_TEST(queue.give_up_for("c").value() == "b2");
    BOOST_TEST(drain(queue) == "a1 b1 ");
}

namespace {

std::string network(unsigned site, unsigned household, unsigned part)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "2001:0db8:%04x:%02x%02x::/64", site, household, part);
    return text.data();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_48_takes_up_to_four_turns_and_a_56_up_to_two_whatever_their_parts)
{
    fair_queue<std::string> queue;
    for (unsigned part = 0; part < 200; ++part)
        queue.push(network(1, 1, part), "v6");
    for (int i = 0; i < 5; ++i)
        queue.push("192.0.2.1", "v4");
    std::string order;
    for (int i = 0; i < 9; ++i)
        order += queue.pop() + " ";
    BOOST_TEST(order == "v6 v6 v4 v6 v6 v4 v6 v6 v4 ");
    BOOST_TEST(queue.size() == 196U);
    for (unsigned household = 2; household < 20; ++household)
        queue.push(network(1, household, 0), "v6");
    order.clear();
    for (int i = 0; i < 10; ++i)
        order += queue.pop() + " ";
    BOOST_TEST(order == "v6 v6 v6 v6 v4 v6 v6 v6 v6 v4 ");
    while (!queue.empty())
        (void)queue.pop();
    BOOST_TEST(queue.waiting_of(network(1, 1, 1)) == 0U);
}

BOOST_AUTO_TEST_CASE(many_parts_of_one_network_give_up_for_a_newcomer)
{
    fair_queue<std::string> queue;
    for (unsigned part = 0; part < 64; ++part)
        queue.push(network(1, part / 8, part), "flood");
    BOOST_TEST((queue.give_up_for("192.0.2.1") == "flood"));
    BOOST_TEST((queue.give_up_for(network(2, 0, 0)) == "flood"));
    BOOST_TEST(queue.size() == 62U);
    // Inside the network: a household that waits already is fuller than a new one.
    BOOST_TEST((queue.give_up_for(network(1, 200, 0)) == "flood"));
    // A client with one job keeps it against others that would have as many.
    fair_queue<std::string> even;
    even.push("192.0.2.1", "a");
    even.push("192.0.2.2", "b");
    BOOST_TEST(!even.give_up_for(network(1, 0, 0)).has_value());
    BOOST_TEST(even.give_up_any() == "a");
    BOOST_TEST(even.give_up_any() == "b");
    BOOST_TEST(even.empty());
}

BOOST_AUTO_TEST_SUITE_END()
