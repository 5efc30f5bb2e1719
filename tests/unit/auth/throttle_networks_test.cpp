#include "auth/throttle.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

using namespace dsgw::auth;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(throttle_networks_test)

namespace {

using answer = throttle::answer;
using outcome = throttle::outcome;

std::string network(unsigned site, unsigned household, unsigned part)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "2001:0db8:%04x:%02x%02x::/64", site, household, part);
    return text.data();
}

/// Guessers from many networks at one clock.
struct guessers
{
    throttle counts{throttle_limits{}};
    throttle::time_point now{1h};
    std::uint64_t credential = 0;

    /// One wrong password, waited for as long as asked, turns included. @return false if refused.
    bool guess(const std::string& account, const std::string& from)
    {
        const password_try made{account, from, ++credential};
        const auto said = counts.begin(made, now);
        if (said.what == answer::refuse) return false;
        now += said.wait;
        wait_for_turn(made);
        counts.end(made, outcome::wrong, now);
        return true;
    }

    void wait_for_turn(const password_try& made)
    {
        for (int asked = 0; asked < 1000; ++asked) {
            const auto wait = counts.wait_for_turn(made, now);
            if (wait.count() == 0) return;
            now += wait;
        }
        BOOST_FAIL("its turn never came");
    }

    /// The account's owner logs in. @return how long it took; fails if refused.
    std::chrono::milliseconds log_in(const std::string& account, const std::string& from)
    {
        const password_try made{account, from, 1'000'000};
        const auto began = now;
        const auto said = counts.begin(made, now);
        BOOST_TEST((said.what == answer::check));
        now += said.wait;
        wait_for_turn(made);
        counts.end(made, outcome::right, now);
        return std::chrono::duration_cast<std::chrono::milliseconds>(now - began);
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(one_account_is_refused_by_the_twentieth_try_from_a_56_and_from_a_48)
{
    guessers of_56;
    unsigned checked = 0;
    while (of_56.guess("amy", network(1, 1, checked)))
        ++checked;
    BOOST_TEST(checked < 20U);
    BOOST_TEST(checked > 14U);  // more than one client may
    guessers of_48;
    checked = 0;
    while (of_48.guess("amy", network(1, checked, 0)))
        ++checked;
    BOOST_TEST(checked < 20U);
    BOOST_TEST(checked > 16U);
}

BOOST_AUTO_TEST_CASE(allowances_for_many_accounts_grow_with_the_network)
{
    const auto until_refused = [](auto name_network) {
        guessers all;
        unsigned checked = 0;
        while (all.guess("user" + std::to_string(checked), name_network(checked)))
            ++checked;
        return checked;
    };
    const auto of_64 = until_refused([](unsigned) { return network(1, 1, 1); });
    const auto of_56 = until_refused([](unsigned i) { return network(1, 1, i); });
    const auto of_48 = until_refused([](unsigned i) { return network(1, i, 0); });
    BOOST_TEST(of_64 == 19U);
    BOOST_TEST(of_56 == 34U);
    BOOST_TEST(of_48 == 64U);
}

BOOST_AUTO_TEST_CASE(an_account_under_attack_is_tried_once_a_second_and_its_owner_is_not_refused)
{
    guessers all;
    const auto began = all.now;
    for (unsigned i = 0; i < 40; ++i)
        BOOST_TEST(all.guess("amy", "198.51.100." + std::to_string(i)));
    BOOST_TEST((all.now - began >= 29s));  // ten are free
    // From a network that never had it right: delayed by a second at most.
    BOOST_TEST(all.log_in("amy", "192.0.2.1").count() <= 1000);
    // It has it now: another password of the same network, mistyped before, does not wait.
    BOOST_TEST(all.log_in("amy", "192.0.2.1").count() == 0);
    // Other accounts are not under attack.
    BOOST_TEST(all.log_in("bob", "192.0.2.9").count() == 0);
}

BOOST_AUTO_TEST_CASE(a_network_that_had_the_password_right_is_never_in_the_slow_lane)
{
    guessers all;
    (void)all.log_in("amy", network(7, 7, 7));
    for (unsigned i = 0; i < 30; ++i)
        BOOST_TEST(all.guess("amy", "198.51.100." + std::to_string(i)));
    // Another device of the household, mistyped once.
    const auto before = all.now;
    BOOST_TEST(all.guess("amy", network(7, 7, 1)));
    BOOST_TEST((all.now == before));
    BOOST_TEST(all.counts.begin({"amy", network(7, 7, 1), 5}, all.now).is_known_network);
    BOOST_TEST(!all.counts.begin({"amy", network(7, 8, 1), 5}, all.now).is_known_network);
    BOOST_TEST(!all.counts.begin({"bob", network(7, 7, 1), 5}, all.now).is_known_network);
}

BOOST_AUTO_TEST_CASE(a_crowd_that_waits_delays_a_newcomer_by_seconds_only)
{
    guessers all;
    for (unsigned i = 0; i < 10; ++i)
        (void)all.guess("amy", "198.51.100." + std::to_string(i));
    // Hundreds wait, each with one try of its own network, and ask again and again.
    std::vector<std::string> networks;
    for (unsigned i = 0; i < 500; ++i) {
        networks.push_back("203.0.113.0/" + std::to_string(i));
        const password_try made{"amy", networks.back(), i};
        BOOST_TEST((all.counts.begin(made, all.now).what == answer::check));
        (void)all.counts.wait_for_turn(made, all.now);
    }
    const password_try owner{"amy", "192.0.2.1", 1'000'000};
    BOOST_TEST((all.counts.begin(owner, all.now).what == answer::check));
    const auto began = all.now;
    while (all.counts.wait_for_turn(owner, all.now).count() > 0 && all.now < began + 1min) {
        for (unsigned i = 0; i < networks.size(); ++i)
            (void)all.counts.wait_for_turn({"amy", networks[i], i}, all.now);
        all.now += 100ms;
    }
    BOOST_TEST((all.now - began <= 3s));
}

BOOST_AUTO_TEST_CASE(an_abandoned_attempt_leaves_no_count)
{
    guessers all;
    for (unsigned i = 0; i < 10; ++i)
        (void)all.guess("amy", "198.51.100." + std::to_string(i));
    const auto before = all.counts.size();
    const password_try made{"amy", "203.0.113.1", ++all.credential};
    (void)all.counts.begin(made, all.now);
    (void)all.counts.wait_for_turn(made, all.now);
    all.counts.end(made, outcome::unchecked, all.now);
    BOOST_TEST(all.counts.size() == before);
    BOOST_TEST(all.log_in("amy", "192.0.2.1").count() <= 1000);
}

BOOST_AUTO_TEST_CASE(the_right_password_takes_back_its_own_try_only_in_wider_networks)
{
    guessers all;
    for (unsigned i = 0; i < 15; ++i)
        BOOST_TEST_REQUIRE(all.guess("amy", network(1, 1, i)));
    (void)all.log_in("amy", network(1, 1, 100));
    unsigned more = 0;
    while (all.guess("amy", network(1, 1, 200 + more)))
        ++more;
    BOOST_TEST(more <= 4U);
}

BOOST_AUTO_TEST_SUITE_END()
