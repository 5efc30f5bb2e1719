#include "auth/revocation_list.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>

using namespace dsgw::auth;
using dsgw::test::temp_folder;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(revocation_list_test)

namespace {

std::string read_file(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

/// Without reading it, which takes most of the time of a sanitised build.
std::uintmax_t size_of(const std::string& path) { return std::filesystem::file_size(path); }

const unix_time now{std::chrono::seconds(1'700'000'000)};

/// Opens the file again, as a restart does.
struct restarted
{
    revocation_list list;
    explicit restarted(const std::string& path, unix_time at = now)
    {
        BOOST_TEST_REQUIRE(!list.open(path, at));
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_session_that_was_logged_out_is_revoked_and_no_other)
{
    revocation_list list;
    BOOST_TEST(!list.is_revoked("abc"));
    BOOST_TEST(!list.revoke("abc", now + 1h, now));
    BOOST_TEST(list.is_revoked("abc"));
    for (const auto* other : {"", "ab", "abcd", "ABC"})
        BOOST_TEST(!list.is_revoked(other), other);
}

BOOST_AUTO_TEST_CASE(outlives_a_restart)
{
    const temp_folder folder;
    {
        restarted first(folder.path("revoked"));
        BOOST_TEST(!first.list.revoke("abc", now + 1h, now));
        BOOST_TEST(!first.list.revoke(std::string("odd\n \0id", 8), now + 2h, now));
    }
    restarted second(folder.path("revoked"));
    BOOST_TEST(second.list.take_warnings().empty());
    BOOST_TEST(second.list.size() == 2U);
    BOOST_TEST(second.list.is_revoked("abc"));
    BOOST_TEST(second.list.is_revoked(std::string("odd\n \0id", 8)));
    BOOST_TEST(read_file(folder.path("revoked")).find("abc") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_has_expired_goes)
{
    const temp_folder folder;
    {
        restarted first(folder.path("revoked"));
        BOOST_TEST(!first.list.revoke("short", now + 10s, now));
        BOOST_TEST(!first.list.revoke("long", now + 1h, now));
        BOOST_TEST(!first.list.revoke("past", now, now));
        BOOST_TEST(first.list.size() == 2U);
        BOOST_TEST(!first.list.revoke("other", now + 1h, now + 10s));
        BOOST_TEST(first.list.size() == 2U);
        BOOST_TEST(!first.list.is_revoked("short"));
    }
    restarted second(folder.path("revoked"), now + 1h);
    BOOST_TEST(second.list.size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_clock_jump_forwards_revives_no_session)
{
    const temp_folder folder;
    const auto later = now + std::chrono::hours(24 * 365);
    {
        restarted site(folder.path("revoked"));
        BOOST_TEST(!site.list.revoke("abc", now + 2h, now));
        BOOST_TEST(!site.list.revoke("during", later + 1h, later));
        BOOST_TEST(site.list.is_revoked("abc"));
        // Half an hour later it is right again.
        BOOST_TEST(!site.list.revoke("after", now + 2h, now + 30min));
        for (const auto* id : {"abc", "during", "after"})
            BOOST_TEST(site.list.is_revoked(id), id);
    }
    restarted again(folder.path("revoked"), now + 40min);
    for (const auto* id : {"abc", "during", "after"})
        BOOST_TEST(again.list.is_revoked(id), id);
}

BOOST_AUTO_TEST_CASE(the_later_of_two_expiries_counts)
{
    revocation_list list;
    BOOST_TEST(!list.revoke("abc", now + 1h, now));
    BOOST_TEST(!list.revoke("abc", now + 1min, now));
    BOOST_TEST(list.size() == 1U);
    BOOST_TEST(!list.revoke("other", now + 2h, now + 30min));
    BOOST_TEST(list.is_revoked("abc"));
}

BOOST_AUTO_TEST_CASE(a_log_out_in_force_is_never_dropped)
{
    const temp_folder folder;
    {
        restarted first(folder.path("revoked"), now);
        BOOST_TEST(!first.list.revoke("amy's", now + 1h, now, "account amy", now - 1h));
        for (int i = 0; i < 100; ++i)
            BOOST_TEST(!first.list.revoke(std::to_string(i), now + 2h, now));
        BOOST_TEST(first.list.is_revoked("amy's", "account amy", now - 1h));
    }
    revocation_list small(3);
    BOOST_TEST(!small.open(folder.path("revoked"), now));
    BOOST_TEST(small.is_full());
    BOOST_TEST(!small.revoke("last", now + 1h, now));
    for (const auto* id : {"amy's", "0", "99", "last"})
        BOOST_TEST(small.is_revoked(id), id);
    restarted again(folder.path("revoked"));
    for (const auto* id : {"amy's", "0", "99", "last"})
        BOOST_TEST(again.list.is_revoked(id), id);
}

BOOST_AUTO_TEST_CASE(when_it_is_full_the_sessions_of_the_largest_group_end_together)
{
    const temp_folder folder;
    const auto opened = [](int i) { return now - 1h + std::chrono::seconds(i); };
    const auto check = [&](const revocation_list& list) {
        BOOST_TEST(list.is_revoked("amy's", "account amy", now - 2h));
        BOOST_TEST(!list.is_revoked("another", "account amy", now - 2h));
        for (int i = 0; i < 50; ++i)
            BOOST_TEST(list.is_revoked(std::to_string(i), "account cron", opened(i)), i);
        BOOST_TEST(list.is_revoked("never logged out", "account cron", opened(0)));
        BOOST_TEST(!list.is_revoked("later", "account cron", now));
        BOOST_TEST(!list.is_revoked("of nobody", "", opened(0)));
    };
    {
        revocation_list list(10);
        BOOST_TEST(!list.open(folder.path("revoked"), now));
        BOOST_TEST(!list.revoke("amy's", now + 1h, now, "account amy", now - 2h));
        for (int i = 0; i < 50; ++i) {
            const auto id = std::to_string(i);
            BOOST_TEST(!list.revoke(id, now + 1h, now, "account cron", opened(i)));
            BOOST_TEST(list.size() <= 10U);
            BOOST_TEST(!list.is_full());
        }
        check(list);
        BOOST_TEST(!list.take_warnings().empty());
        // Without a file too.
        revocation_list alone(2);
        BOOST_TEST(!alone.revoke("a", now + 1h, now, "account cron", opened(1)));
        BOOST_TEST(!alone.revoke("b", now + 1h, now, "account cron", opened(2)));
        BOOST_TEST(alone.size() == 1U);
        BOOST_TEST(alone.is_revoked("c", "account cron", opened(2)));
        BOOST_TEST(!alone.is_revoked("c", "account cron", opened(3)));
    }
    const restarted again(folder.path("revoked"), now + 30min);
    check(again.list);
}

BOOST_AUTO_TEST_CASE(it_is_full_only_when_no_two_log_outs_are_of_one_group)
{
    revocation_list list(3);
    for (int i = 0; i < 5; ++i) {
        const auto id = std::to_string(i);
        BOOST_TEST(!list.revoke(id, now + 1h, now, "account " + id, now));
        BOOST_TEST(list.is_full() == (i >= 2));
    }
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(list.is_revoked(std::to_string(i)), i);
    BOOST_TEST(!list.revoke("0 again", now + 1h, now, "account 0", now));
    BOOST_TEST(list.is_revoked("0 again", "account 0", now));
    BOOST_TEST(!list.revoke("later", now + 2h, now + 1h));
    BOOST_TEST(!list.is_full());
}

BOOST_AUTO_TEST_CASE(the_file_does_not_grow_for_ever)
{
    const temp_folder folder;
    restarted site(folder.path("revoked"));
    std::uintmax_t largest = 0;
    for (int i = 0; i < 3000; ++i) {
        const auto at = now + std::chrono::seconds(i);
        BOOST_TEST(!site.list.revoke(std::to_string(i), at + 5s, at));
        largest = std::max(largest, size_of(folder.path("revoked")));
    }
    BOOST_TEST(site.list.size() <= 6U);
    BOOST_TEST(largest < 100000U);
    BOOST_TEST(site.list.is_revoked("2999"));
    BOOST_TEST(!std::filesystem::exists(folder.path("revoked.new")));
}

BOOST_AUTO_TEST_CASE(damage_costs_only_the_damaged_lines_and_is_told)
{
    const temp_folder folder;
    {
        restarted first(folder.path("revoked"));
        for (const auto* id : {"a", "b", "c"})
            BOOST_TEST(!first.list.revoke(id, now + 1h, now));
    }
    auto text = read_file(folder.path("revoked"));
    const auto second_line = text.find('\n') + 1;
    text[second_line + 3] = text[second_line + 3] == '1' ? '2' : '1';
    (void)folder.write("revoked", text + "\n\xff garbage\n" + std::string(20, '\0') + "\n17000");
    {
        restarted second(folder.path("revoked"));
        BOOST_TEST(second.list.size() == 2U);
        BOOST_TEST(second.list.is_revoked("a"));
        BOOST_TEST(!second.list.is_revoked("b"));
        BOOST_TEST(second.list.is_revoked("c"));
        BOOST_TEST(second.list.take_warnings().size() == 5U);
        BOOST_TEST(!second.list.revoke("d", now + 1h, now));
    }
    // The line that was cut short does not spoil the next one.
    restarted third(folder.path("revoked"));
    BOOST_TEST(third.list.is_revoked("d"));
    BOOST_TEST(third.list.take_warnings().size() == 4U);
}

BOOST_AUTO_TEST_CASE(cut_anywhere_the_file_holds_what_was_whole)
{
    const temp_folder folder;
    {
        restarted first(folder.path("whole"));
        for (int i = 0; i < 3; ++i)
            BOOST_TEST(!first.list.revoke(std::to_string(i), now + 1h, now));
    }
    const auto text = read_file(folder.path("whole"));
    for (std::size_t size = 0; size <= text.size(); ++size) {
        (void)folder.write("cut", text.substr(0, size));
        restarted again(folder.path("cut"));
        const auto lines = static_cast<std::size_t>(
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size), '\n')
        );
        BOOST_TEST(again.list.size() == lines);
    }
}

BOOST_AUTO_TEST_CASE(every_log_out_that_was_acknowledged_survives_a_kill)
{
    const temp_folder folder;
    int acknowledged[2];
    BOOST_TEST_REQUIRE(::pipe(acknowledged) == 0);
    const auto child = ::fork();
    if (child == 0) {
        revocation_list list;
        if (list.open(folder.path("revoked"), now)) ::_exit(1);
        for (int i = 0;; ++i) {
            if (list.revoke(std::to_string(i), now + 1h, now)) ::_exit(1);
            if (::write(acknowledged[1], "x", 1) != 1) ::_exit(1);
        }
    }
    ::close(acknowledged[1]);
    char byte = 0;
    int seen = 0;
    while (seen < 50 && ::read(acknowledged[0], &byte, 1) == 1)
        ++seen;
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    while (::read(acknowledged[0], &byte, 1) == 1)
        ++seen;
    ::close(acknowledged[0]);
    restarted again(folder.path("revoked"));
    BOOST_TEST(seen >= 50);
    for (int i = 0; i < seen; ++i)
        BOOST_TEST(again.list.is_revoked(std::to_string(i)), i);
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_the_file)
{
    const temp_folder folder;
    revocation_list list;
    BOOST_TEST(
        (list.open(folder.path("none/revoked"), now) ==
         boost::system::errc::no_such_file_or_directory)
    );
    BOOST_TEST((list.open(folder.path(), now).failed()));
    // Without a file it works still.
    BOOST_TEST(!list.revoke("abc", now + 1h, now));
    BOOST_TEST(list.is_revoked("abc"));
    restarted made(folder.path("revoked"));
    const auto mode = std::filesystem::status(folder.path("revoked")).permissions();
    BOOST_TEST((mode == (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write))
    );
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_counts_and_is_told)
{
    const temp_folder folder;
    restarted site(folder.path("revoked"));
    BOOST_TEST(!site.list.revoke("before", now + 1h, now));
    const auto size = read_file(folder.path("revoked")).size();
    rlimit unlimited{};
    ::getrlimit(RLIMIT_FSIZE, &unlimited);
    const rlimit small{size + 10, unlimited.rlim_max};
    const auto before = ::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto failed = site.list.revoke("abc", now + 1h, now);
    ::setrlimit(RLIMIT_FSIZE, &unlimited);
    ::signal(SIGXFSZ, before);
    BOOST_TEST(failed.failed());
    BOOST_TEST(site.list.is_revoked("abc"));
    BOOST_TEST(read_file(folder.path("revoked")).size() == size);
    BOOST_TEST(!site.list.revoke("after", now + 1h, now));
    BOOST_TEST(!restarted(folder.path("revoked")).list.is_revoked("abc"));
    // As soon as it can be written, it is.
    BOOST_TEST(!site.list.refresh(now));
    const restarted next(folder.path("revoked"));
    for (const char* id : {"before", "abc", "after"})
        BOOST_TEST(next.list.is_revoked(id), id);
    const auto written = read_file(folder.path("revoked"));
    BOOST_TEST(!site.list.refresh(now));
    BOOST_TEST(read_file(folder.path("revoked")) == written);
}

BOOST_AUTO_TEST_CASE(a_log_out_counts_with_all_who_have_the_file)
{
    const temp_folder folder;
    restarted one(folder.path("revoked"));
    restarted other(folder.path("revoked"));
    BOOST_TEST(!one.list.revoke("abc", now + 1h, now));
    BOOST_TEST(!other.list.revoke("def", now + 1h, now));
    BOOST_TEST(other.list.is_revoked("abc"));  // it looks before it writes
    BOOST_TEST(!one.list.is_revoked("def"));
    BOOST_TEST(!one.list.refresh(now));
    BOOST_TEST(one.list.is_revoked("def"));
    BOOST_TEST(one.list.take_warnings().empty());
    std::ofstream(folder.path("revoked"), std::ios::app) << "nonsense\n";
    BOOST_TEST(!one.list.refresh(now));
    BOOST_TEST(one.list.take_warnings().size() == 1U);
    BOOST_TEST(!one.list.refresh(now));
    BOOST_TEST(one.list.take_warnings().empty());
}

BOOST_AUTO_TEST_CASE(a_rewrite_keeps_the_records_of_other_processes)
{
    const temp_folder folder;
    restarted tidy(folder.path("revoked"));
    restarted other(folder.path("revoked"));
    BOOST_TEST(!other.list.revoke("theirs", now + 1h, now));
    // Expired entries make the file longer than necessary.
    std::uintmax_t longest = 0;
    for (int i = 0; size_of(folder.path("revoked")) >= longest; ++i) {
        longest = size_of(folder.path("revoked"));
        BOOST_TEST_REQUIRE(i < 5000);
        BOOST_TEST(!tidy.list.revoke(std::to_string(i), now + 1s, now + std::chrono::seconds(2)));
    }
    BOOST_TEST(!other.list.revoke("later", now + 1h, now));
    const restarted again(folder.path("revoked"));
    BOOST_TEST(again.list.is_revoked("theirs"));
    BOOST_TEST(again.list.is_revoked("later"));
    BOOST_TEST(!tidy.list.refresh(now));
    BOOST_TEST(tidy.list.is_revoked("later"));
}

BOOST_AUTO_TEST_CASE(threads_may_meet)
{
    revocation_list list;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&list, thread] {
            for (int i = 0; i < 500; ++i) {
                const auto id = std::to_string(thread) + "-" + std::to_string(i);
                (void)list.revoke(id, now + 1h, now);
                (void)list.is_revoked("0-" + std::to_string(i));
            }
        });
    for (auto& thread : threads)
        thread.join();
    BOOST_TEST(list.size() == 2000U);
}

BOOST_AUTO_TEST_SUITE_END()
