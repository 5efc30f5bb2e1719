#include "gateway/request/token_checks.hpp"

#include "gateway/http/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace dsgw;
using auth::token_answer;
using kind = auth::token_answer::kind;
using role = token_checks::role;

BOOST_AUTO_TEST_SUITE(token_checks_test)

namespace {

using time_point = token_checks::time_point;

const time_point start{std::chrono::hours(1)};

auth::credential_digest digest_of(std::size_t number)
{
    auth::credential_digest made{};
    for (std::size_t i = 0; i < sizeof number; ++i)
        made[i] = static_cast<unsigned char>(number >> (8 * i));
    return made;
}

token_answer named(const token_checks& checks, const std::string& id)
{
    token_answer made;
    made.what = kind::named;
    made.who = std::make_shared<const auth::actor>(boost::json::object{{"id", id}});
    made.generation = checks.generation();
    return made;
}

token_answer refused(const token_checks& checks)
{
    token_answer made;
    made.what = kind::refused;
    made.generation = checks.generation();
    return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(equal_tokens_are_one_question)
{
    token_checks checks;
    BOOST_TEST((checks.begin(digest_of(1), "a") == role::lead));
    BOOST_TEST((checks.begin(digest_of(1), "a") == role::follow));
    BOOST_TEST((checks.begin(digest_of(1), "b") == role::follow));
    BOOST_TEST((checks.begin(digest_of(2), "b") == role::lead));
    std::vector<std::string> heard;
    const auto listen = [&](const token_answer& answer) { heard.push_back(answer.who->id()); };
    checks.join(digest_of(1), listen, start);
    checks.join(digest_of(1), listen, start);
    BOOST_TEST(heard.empty());
    (void)checks.end(digest_of(1), named(checks, "bot"), start);
    BOOST_TEST(heard == std::vector<std::string>({"bot", "bot"}), boost::test_tools::per_element());
    BOOST_TEST((checks.begin(digest_of(1), "a") == role::lead));
}

BOOST_AUTO_TEST_CASE(a_named_actor_is_remembered_for_a_minute_and_nothing_else_is)
{
    token_checks checks;
    (void)checks.begin(digest_of(1), "a");
    (void)checks.end(digest_of(1), named(checks, "bot"), start);
    const auto almost = start + limits::token_answer_lifetime - std::chrono::nanoseconds(1);
    BOOST_TEST(checks.find(digest_of(1), almost).has_value());
    BOOST_TEST(!checks.find(digest_of(1), start + limits::token_answer_lifetime).has_value());
    BOOST_TEST(!checks.find(digest_of(2), start).has_value());

    (void)checks.begin(digest_of(2), "a");
    (void)checks.end(digest_of(2), refused(checks), start);
    BOOST_TEST(!checks.find(digest_of(2), start).has_value());
    (void)checks.begin(digest_of(3), "a");
    (void)checks.end(digest_of(3), {}, start);
    BOOST_TEST(!checks.find(digest_of(3), start).has_value());
}

BOOST_AUTO_TEST_CASE(a_flush_voids_what_is_known_and_what_is_being_asked)
{
    token_checks checks;
    (void)checks.begin(digest_of(1), "a");
    (void)checks.end(digest_of(1), named(checks, "bot"), start);
    (void)checks.begin(digest_of(2), "a");
    const auto before = named(checks, "old");
    checks.control_passed(checks.generation(), start);
    BOOST_TEST(checks.is_control_known(start));
    const auto generation = checks.generation();

    checks.flush();
    BOOST_TEST(checks.generation() != generation);
    BOOST_TEST(!checks.find(digest_of(1), start).has_value());
    BOOST_TEST(!checks.is_control_known(start));
    checks.control_passed(generation, start);
    BOOST_TEST(!checks.is_control_known(start));
    const auto counted = checks.end(digest_of(2), before, start);
    BOOST_TEST((counted.what == kind::unverified));
    BOOST_TEST(!checks.find(digest_of(2), start).has_value());
}

BOOST_AUTO_TEST_CASE(questions_are_bounded_for_each_network_and_for_all)
{
    token_checks checks;
    std::size_t number = 0;
    for (std::size_t i = 0; i < limits::token_checks_per_client_max; ++i)
        BOOST_TEST((checks.begin(digest_of(++number), "greedy") == role::lead));
    BOOST_TEST((checks.begin(digest_of(++number), "greedy") == role::wait));
    BOOST_TEST((checks.begin(digest_of(1), "greedy") == role::follow));
    std::size_t network = 0;
    for (auto i = limits::token_checks_per_client_max; i < limits::token_checks_max; ++i) {
        const auto name = std::to_string(network++);
        BOOST_TEST((checks.begin(digest_of(++number), name) == role::lead));
    }
    BOOST_TEST((checks.begin(digest_of(++number), "another") == role::wait));
    (void)checks.end(digest_of(1), {}, start);
    BOOST_TEST((checks.begin(digest_of(++number), "another") == role::lead));
}

BOOST_AUTO_TEST_CASE(what_is_remembered_is_bounded)
{
    token_checks checks;
    for (std::size_t i = 0; i <= limits::token_answers_max; ++i) {
        (void)checks.begin(digest_of(i), "a");
        (void)checks.end(digest_of(i), named(checks, "bot"), start);
    }
    BOOST_TEST(!checks.find(digest_of(0), start).has_value());
    BOOST_TEST(checks.find(digest_of(1), start).has_value());
    BOOST_TEST(checks.find(digest_of(limits::token_answers_max), start).has_value());
}

BOOST_AUTO_TEST_CASE(all_who_wait_hear_of_a_failed_leader_a_late_join_and_a_stop)
{
    token_checks checks;
    std::vector<kind> heard;
    const auto listen = [&](const token_answer& answer) { heard.push_back(answer.what); };
    (void)checks.begin(digest_of(1), "a");
    checks.join(digest_of(1), listen, start);
    (void)checks.end(digest_of(1), {}, start);
    checks.join(digest_of(1), listen, start);
    (void)checks.begin(digest_of(2), "a");
    checks.join(digest_of(2), listen, start);
    checks.stop();
    BOOST_TEST_REQUIRE(heard.size() == 3u);
    for (const auto each : heard)
        BOOST_TEST((each == kind::unverified));
    (void)checks.begin(digest_of(3), "a");
    (void)checks.end(digest_of(3), named(checks, "bot"), start);
    checks.join(digest_of(3), listen, start);
    BOOST_TEST((heard.back() == kind::named));
}

BOOST_AUTO_TEST_CASE(threads_ask_once)
{
    token_checks checks;
    std::atomic<unsigned> leaders{0};
    std::atomic<unsigned> answered{0};
    const auto ask = [&] {
        if (checks.find(digest_of(1), start)) {
            ++answered;
        } else if (checks.begin(digest_of(1), "a") == role::lead) {
            ++leaders;
            (void)checks.end(digest_of(1), named(checks, "bot"), start);
            ++answered;
        } else {
            checks.join(
                digest_of(1), [&](const token_answer&) { ++answered; }, start
            );
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 8; ++i)
        threads.emplace_back(ask);
    for (auto& each : threads)
        each.join();
    BOOST_TEST(answered == 8u);
    BOOST_TEST(leaders >= 1u);
}

BOOST_AUTO_TEST_SUITE_END()
