#include "auth/fair_queue.hpp"

#include <boost/test/unit_test.hpp>

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

BOOST_AUTO_TEST_CASE(nobody_gives_up_for_one_who_has_as_many)
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

BOOST_AUTO_TEST_CASE(nobody_gives_up_an_only_job_for_a_newcomer)
{
    fair_queue<std::string> queue;
    queue.push("a", "a1");
    queue.push("b", "b1");
    BOOST_TEST(!queue.give_up_for("c").has_value());
    queue.push("b", "b2");
    BOOST_TEST(queue.give_up_for("c").value() == "b2");
    BOOST_TEST(drain(queue) == "a1 b1 ");
}

BOOST_AUTO_TEST_SUITE_END()
