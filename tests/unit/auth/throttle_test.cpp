#include "auth/throttle.hpp"

#include "auth/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>
#include <vector>

using namespace dsgw::auth;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(throttle_test)

namespace {

using answer = throttle::answer;
using outcome = throttle::outcome;

/// A throttle with a clock, and guessers that never give the same password twice.
struct guessing
{
    throttle counts;
    throttle::time_point now{1h};
    std::uint64_t credential = 0;

    explicit guessing(throttle_limits limits = {}, std::size_t most = limits::throttle_entries_max)
        : counts(limits, most)
    {}

    throttle::verdict begin(const std::string& account, const std::string& network)
    {
        return counts.begin({account, network, ++credential}, now);
    }

    /// One wrong password, waited for as long as asked. Returns the verdict.
    throttle::verdict guess(const std::string& account, const std::string& network)
    {
        const auto said = begin(account, network);
        if (said.what == answer::refuse) return said;
        now += said.wait;
        counts.end({account, network, credential}, outcome::wrong, now);
        return said;
    }

    /// How many wrong ones in a row are checked before one is refused.
    unsigned guesses(const std::string& account, const std::string& network)
    {
        unsigned checked = 0;
        while (checked < 1000 && guess(account, network).what == answer::check)
            ++checked;
        return checked;
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_first_ten_are_free_then_each_waits_longer_then_comes_429)
{
    guessing stranger;
    for (unsigned i = 0; i < 10; ++i)
        BOOST_TEST(stranger.guess("alice", "192.0.2.1").wait.count() == 0);
    for (const auto wait : {250ms, 500ms, 1000ms, 2000ms}) {
        const auto said = stranger.guess("alice", "192.0.2.1");
        BOOST_TEST((said.what == answer::check));
        BOOST_TEST(said.wait.count() == wait.count());
    }
    const auto refused = stranger.guess("alice", "192.0.2.1");
    BOOST_TEST((refused.what == answer::refuse));
    BOOST_TEST(refused.wait.count() == 4000);
    BOOST_TEST(retry_after(refused.wait).count() == 4);
}

BOOST_AUTO_TEST_CASE(a_refused_try_does_not_count_and_the_time_told_is_enough)
{
    guessing stranger;
    (void)stranger.guesses("alice", "192.0.2.1");
    const auto first = stranger.guess("alice", "192.0.2.1");
    stranger.now += 1s;
    const auto second = stranger.guess("alice", "192.0.2.1");
    BOOST_TEST((second.wait == first.wait - 1s));
    stranger.now += second.wait - 1ms;
    BOOST_TEST((stranger.guess("alice", "192.0.2.1").what == answer::refuse));
    stranger.now += 1ms;
    const auto third = stranger.guess("alice", "192.0.2.1");
    BOOST_TEST((third.what == answer::check));
    BOOST_TEST(third.wait.count() == 0);
}

BOOST_AUTO_TEST_CASE(who_waits_as_told_has_fewer_than_twenty_tries_in_a_minute_and_one_each_30_s)
{
    guessing stranger;
    const auto begin = stranger.now;
    unsigned checked = 0;
    while (stranger.now < begin + 60s) {
        const auto said = stranger.guess("alice", "192.0.2.1");
        if (said.what == answer::check) ++checked;
        if (said.what == answer::refuse) stranger.now += said.wait;
    }
    BOOST_TEST(checked < 20U);
    for (int i = 0; i < 20; ++i) {
        const auto said = stranger.guess("alice", "192.0.2.1");
        BOOST_TEST(said.wait.count() <= 30000);
        stranger.now += said.wait;
    }
    (void)stranger.guess("alice", "192.0.2.1");
    BOOST_TEST(stranger.guess("alice", "192.0.2.1").wait.count() == 30000);
}

BOOST_AUTO_TEST_CASE(many_accounts_from_one_network_are_refused_by_the_twentieth)
{
    guessing stranger;
    unsigned checked = 0;
    while (stranger.guess("user" + std::to_string(checked), "192.0.2.1").what == answer::check)
        ++checked;
    BOOST_TEST(checked == 19U);
}

BOOST_AUTO_TEST_CASE(an_attacker_does_not_delay_the_owner_on_another_network)
{
    guessing all;
    (void)all.guesses("alice", "192.0.2.1");
    for (const std::string elsewhere : {"192.0.2.2", "2001:db8::/64", ""}) {
        const auto said = all.begin("alice", elsewhere);
        BOOST_TEST((said.what == answer::check));
        BOOST_TEST(said.wait.count() == 0);
    }
    // On the stranger's own network the right password is refused like any other.
    BOOST_TEST((all.begin("alice", "192.0.2.1").what == answer::refuse));
}

BOOST_AUTO_TEST_CASE(who_was_right_before_is_let_in_whatever_others_of_the_network_do)
{
    guessing both;
    const password_try owner{"alice", "192.0.2.1", 1'000'000};
    (void)both.counts.begin(owner, both.now);
    both.counts.end(owner, outcome::right, both.now);
    (void)both.guesses("alice", "192.0.2.1");
    BOOST_TEST((both.begin("alice", "192.0.2.1").what == answer::refuse));
    for (int again = 0; again < 30; ++again) {
        const auto said = both.counts.begin(owner, both.now);
        BOOST_TEST((said.what == answer::check));
        BOOST_TEST(said.wait.count() == 0);
        both.counts.end(owner, outcome::unchecked, both.now);
    }
    // A password that has been changed since is proven no longer.
    (void)both.counts.begin(owner, both.now);
    both.counts.end(owner, outcome::wrong, both.now);
    BOOST_TEST((both.counts.begin(owner, both.now).what == answer::refuse));
}

BOOST_AUTO_TEST_CASE(the_right_password_clears_the_account_but_not_the_network)
{
    guessing all;
    for (unsigned i = 0; i < 9; ++i)
        (void)all.guess("alice", "192.0.2.1");
    BOOST_TEST((all.begin("alice", "192.0.2.1").what == answer::check));
    all.counts.end({"alice", "192.0.2.1", all.credential}, outcome::right, all.now);
    // Nine of the network's fifteen are used up.
    for (unsigned i = 0; i < 6; ++i)
        BOOST_TEST(all.guess("alice", "192.0.2.1").wait.count() == 0);
    BOOST_TEST(all.guess("alice", "192.0.2.1").wait.count() == 250);
}

BOOST_AUTO_TEST_CASE(right_passwords_alone_never_slow_anybody)
{
    guessing all;
    for (unsigned i = 0; i < 1000; ++i) {
        BOOST_TEST(all.begin("alice", "192.0.2.1").wait.count() == 0);
        all.counts.end({"alice", "192.0.2.1", all.credential}, outcome::right, all.now);
    }
    BOOST_TEST(all.counts.size() == 0U);
}

BOOST_AUTO_TEST_CASE(what_was_not_checked_is_taken_back)
{
    guessing all;
    for (unsigned i = 0; i < 1000; ++i) {
        BOOST_TEST(all.begin("alice", "192.0.2.1").wait.count() == 0);
        all.counts.end({"alice", "192.0.2.1", all.credential}, outcome::unchecked, all.now);
    }
    BOOST_TEST(all.counts.size() == 0U);
}

BOOST_AUTO_TEST_CASE(tries_at_the_same_time_do_not_slip_through)
{
    guessing stranger;
    unsigned checked = 0;
    for (unsigned i = 0; i < 1000; ++i)
        if (stranger.begin("alice", "192.0.2.1").what == answer::check) ++checked;
    BOOST_TEST(checked == 14U);
}

BOOST_AUTO_TEST_CASE(equal_tries_at_the_same_time_count_once)
{
    throttle counts{throttle_limits{}};
    const throttle::time_point now{1h};
    const password_try same{"alice", "192.0.2.1", 7};
    for (unsigned i = 0; i < 500; ++i)
        BOOST_TEST((counts.begin(same, now).what == answer::check));
    for (unsigned i = 0; i < 500; ++i)
        counts.end(same, outcome::wrong, now);
    // Nine are left.
    guessing rest;
    for (std::uint64_t i = 0; i < 9; ++i)
        BOOST_TEST(counts.begin({"alice", "192.0.2.1", 100 + i}, now).wait.count() == 0);
    BOOST_TEST(counts.begin({"alice", "192.0.2.1", 200}, now).wait.count() == 250);
    // An equal attempt waits together with the first.
    BOOST_TEST(counts.begin({"alice", "192.0.2.1", 200}, now + 50ms).wait.count() == 200);
}

BOOST_AUTO_TEST_CASE(one_right_outcome_of_equal_tries_is_enough)
{
    throttle counts{throttle_limits{}};
    const throttle::time_point now{1h};
    const password_try same{"alice", "192.0.2.1", 7};
    (void)counts.begin(same, now);
    (void)counts.begin(same, now);
    counts.end(same, outcome::unchecked, now);
    BOOST_TEST(counts.size() == 2U);
    counts.end(same, outcome::right, now);
    BOOST_TEST(counts.size() == 0U);
    counts.end(same, outcome::right, now);
    BOOST_TEST(counts.size() == 0U);
}

BOOST_AUTO_TEST_CASE(after_a_quiet_window_all_is_forgotten)
{
    guessing stranger;
    (void)stranger.guesses("alice", "192.0.2.1");
    stranger.now += 60s - 1ms;
    BOOST_TEST((stranger.guess("alice", "192.0.2.1").what == answer::check));
    BOOST_TEST((stranger.guess("alice", "192.0.2.1").what == answer::refuse));
    stranger.now += 60s;
    BOOST_TEST(stranger.guesses("alice", "192.0.2.1") == 14U);
}

BOOST_AUTO_TEST_CASE(settings_count)
{
    guessing off({false, 0, 60s, 30s});
    BOOST_TEST(off.guesses("alice", "192.0.2.1") == 1000U);
    BOOST_TEST(off.counts.size() == 0U);
    guessing strict({true, 0, 60s, 30s});
    BOOST_TEST(strict.guess("alice", "192.0.2.1").wait.count() == 0);
    BOOST_TEST(strict.guess("alice", "192.0.2.1").wait.count() == 500);
    guessing short_delays({true, 2, 60s, 1s});
    BOOST_TEST(short_delays.guesses("alice", "192.0.2.1") == 6U);
    BOOST_TEST(short_delays.guess("alice", "192.0.2.1").wait.count() == 1000);
    guessing changed;
    (void)changed.guesses("alice", "192.0.2.1");
    changed.counts.configure({true, 100, 60s, 30s});
    BOOST_TEST(changed.guess("alice", "192.0.2.1").wait.count() == 0);
}

BOOST_AUTO_TEST_CASE(fields_do_not_run_into_each_other)
{
    guessing all;
    (void)all.guesses("ab", "c");
    BOOST_TEST(all.begin("a", "bc").wait.count() == 0);
    BOOST_TEST(all.begin("b", "ca").wait.count() == 0);
    BOOST_TEST(all.begin("", "cab").wait.count() == 0);
}

BOOST_AUTO_TEST_CASE(never_forgets_a_count_in_force_and_refuses_new_ones_when_full)
{
    guessing all({}, 10);
    (void)all.guesses("alice", "192.0.2.1");
    for (unsigned i = 0; i < 100; ++i) {
        const auto said = all.guess("x", "network" + std::to_string(i));
        BOOST_TEST((said.what == (i < 4 ? answer::check : answer::refuse)));
    }
    BOOST_TEST(all.counts.size() == 10U);
    BOOST_TEST((all.guess("alice", "192.0.2.1").what == answer::refuse));
    // Existing rows continue as before, and an attempt that found no room left nothing.
    BOOST_TEST((all.guess("x", "network0").what == answer::check));
    all.now += 61s;
    BOOST_TEST((all.guess("x", "network200").what == answer::check));
    BOOST_TEST(all.counts.size() <= 10U);
}

BOOST_AUTO_TEST_CASE(a_clock_that_stands_still_or_goes_back_is_no_way_round)
{
    guessing stranger;
    (void)stranger.guesses("alice", "192.0.2.1");
    stranger.now -= 30min;
    const auto said = stranger.guess("alice", "192.0.2.1");
    BOOST_TEST((said.what == answer::refuse));
}

BOOST_AUTO_TEST_CASE(threads_may_meet)
{
    throttle counts{throttle_limits{true, 1000000, 60s, 30s}};
    std::vector<std::thread> threads;
    for (unsigned thread = 0; thread < 4; ++thread)
        threads.emplace_back([&counts, thread] {
            const throttle::time_point now{1h};
            for (std::uint64_t i = 0; i < 500; ++i) {
                const password_try made{"alice", "192.0.2.1", thread * 1000 + i};
                (void)counts.begin(made, now);
                counts.end(made, i % 2 == 0 ? outcome::wrong : outcome::unchecked, now);
            }
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(counts.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
