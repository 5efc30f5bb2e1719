#include "gateway/observe/audit_log.hpp"

#include "store/sqlite.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(audit_log_test)

namespace {

/// An audit log with a file, and another program's hand on that file.
struct kept_fixture
{
    dsgw::test::temp_folder folder;
    std::string path = folder.path("audit.db");
    audit_log log;

    void start(std::size_t queue_max = 100)
    {
        audit_file_use how;
        how.file.path = path;
        how.file.busy_timeout = std::chrono::milliseconds(10);
        how.queue_max = queue_max;
        how.retry_pause = std::chrono::milliseconds(1);
        log.keep_in(how);
    }

    void write(const std::string& account) { log.write({audit_event::logged_in, "::1", account}); }

    std::string ask(std::string_view sql) const
    {
        sqlite::connection other(sqlite::open_options{path});
        return other.only_text(sql).value_or("(null)");
    }

    /// "KIND ACCOUNT TIMES" of each row.
    std::string rows() const
    {
        return ask(
            "select group_concat(line, ', ') from (select event || ' ' || ifnull(account, '-') || "
            "' ' || times as line from events order by id)"
        );
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(says_what_happened_from_where_and_to_whom)
{
    BOOST_TEST(
        audit_line({audit_event::log_in_failed, "192.0.2.7", "amy"}) ==
        R"({"event":"log_in_failed","client":"192.0.2.7","account":"amy"})"
    );
    BOOST_TEST(audit_line({audit_event::reloaded, "", ""}) == R"({"event":"reloaded"})");
}

BOOST_AUTO_TEST_CASE(an_account_can_neither_end_the_line_nor_pass_for_another_field)
{
    const auto line =
        audit_line({audit_event::log_in_failed, "192.0.2.7", "x\",\"client\":\"198.51.100.1\n\x01"}
        );
    BOOST_TEST(
        line == R"({"event":"log_in_failed","client":"192.0.2.7",)"
                R"("account":"x\",\"client\":\"198.51.100.1\n\u0001"})"
    );
}

BOOST_AUTO_TEST_CASE(odd_names_are_cut_off_and_escaped)
{
    const std::string endless(5000, 'a');
    BOOST_TEST(audit_line({audit_event::throttled, "::1", endless}).size() < 200u);
    BOOST_TEST(
        audit_line({audit_event::throttled, "::1", "\xff"}) ==
        R"({"event":"throttled","client":"::1","account":"\\xff"})"
    );
}

BOOST_AUTO_TEST_CASE(a_row_says_what_the_line_says)
{
    const auto before = std::chrono::system_clock::now();
    const auto row = make_audit_row({audit_event::log_in_failed, "192.0.2.7", "amy"});
    BOOST_TEST(row.event == "log_in_failed");
    BOOST_TEST(row.client == "192.0.2.7");
    BOOST_TEST(row.account == "amy");
    BOOST_TEST(row.times == 1);
    BOOST_TEST_REQUIRE(row.at.size() == std::string("2026-11-21T20:00:00.123Z").size());
    std::tm parts{};
    BOOST_TEST(strptime(row.at.c_str(), "%Y-%m-%dT%H:%M:%S", &parts) != nullptr);
    const auto at = std::chrono::system_clock::from_time_t(timegm(&parts));
    BOOST_TEST((at > before - std::chrono::seconds(2) && at < before + std::chrono::minutes(1)));
}

BOOST_AUTO_TEST_CASE(what_python_could_not_read_is_not_written)
{
    const auto account = [](std::string_view typed) {
        return make_audit_row({audit_event::throttled, "::1", typed}).account;
    };
    BOOST_TEST(account("t\xc3\xb6") == "t\xc3\xb6");
    BOOST_TEST(account("\xff") == "\\xff");
    BOOST_TEST(account(std::string_view("a\0b", 3)) == "a\\x00b");
    std::string endless;
    for (int n = 0; n < 100; ++n)
        endless += "\xe2\x98\x83";
    BOOST_TEST(account(endless) == endless.substr(0, 99));
    BOOST_TEST(account(std::string(5000, '\x80')).size() == 400u);
}

BOOST_FIXTURE_TEST_CASE(without_a_file_there_is_only_the_line, kept_fixture)
{
    write("amy");
    log.stop();
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_FIXTURE_TEST_CASE(all_that_waits_is_written_before_the_end, kept_fixture)
{
    start(10000);
    for (int n = 0; n < 3000; ++n)
        write("amy");
    log.write({audit_event::logged_out, "::1", "amy"});
    log.stop();
    BOOST_TEST(
        ask("select count(*) || ' ' || min(id) || ' ' || max(id) from events") == "3001 1 3001"
    );
    BOOST_TEST(ask("select event from events order by id desc limit 1") == "logged_out");
    write("late");
    log.stop();
    BOOST_TEST(ask("select count(*) from events") == "3001");
}

BOOST_FIXTURE_TEST_CASE(threads_do_not_disturb_each_other, kept_fixture)
{
    start(10000);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([this, t] {
            for (int n = 0; n < 500; ++n)
                write(std::to_string(t));
        });
    }
    for (auto& each : threads)
        each.join();
    log.stop();
    BOOST_TEST(
        ask("select group_concat(n) from (select count(*) as n from events group by account)") ==
        "500,500,500,500"
    );
}

BOOST_FIXTURE_TEST_CASE(a_flood_is_counted_and_neither_waits_nor_grows, kept_fixture)
{
    start(5);
    std::optional<sqlite::connection> other;
    other.emplace(sqlite::open_options{path});
    std::optional<sqlite::transaction> locked;
    locked.emplace(*other, sqlite::access_mode::write);
    const auto began = std::chrono::steady_clock::now();
    for (int n = 1; n <= 100; ++n)
        write(std::to_string(n));
    BOOST_TEST((std::chrono::steady_clock::now() - began < std::chrono::seconds(5)));
    locked.reset();
    log.stop();
    // Up to a whole queue may have been on its way when the others came.
    BOOST_TEST(ask("select sum(times) from events") == "100");
    BOOST_TEST(std::stoi(ask("select count(*) from events where event = 'logged_in'")) <= 10);
    BOOST_TEST(ask("select count(*) from events where event = 'not_recorded'") != "0");
}

BOOST_FIXTURE_TEST_CASE(what_could_not_be_written_is_written_later, kept_fixture)
{
    start();
    {
        sqlite::connection other(sqlite::open_options{path});
        const sqlite::transaction locked(other, sqlite::access_mode::write);
        write("amy");
        std::this_thread::sleep_for(std::chrono::milliseconds(60));  // some tries have failed
        write("bob");
    }
    log.stop();
    BOOST_TEST(rows() == "logged_in amy 1, logged_in bob 1");
}

BOOST_FIXTURE_TEST_CASE(the_end_does_not_wait_for_a_file_that_is_locked, kept_fixture)
{
    start();
    sqlite::connection other(sqlite::open_options{path});
    const sqlite::transaction locked(other, sqlite::access_mode::write);
    write("amy");
    log.stop();
    BOOST_TEST(other.only_text("select count(*) from events").value() == "0");
}

BOOST_FIXTURE_TEST_CASE(a_file_that_cannot_be_had_ends_the_start, kept_fixture)
{
    folder.write("audit.db", "this is a letter to my grandmother, and surely no database at all\n");
    const auto tells_all = [this](const std::runtime_error& e) {
        const std::string_view words = e.what();
        return words.find(path) != words.npos && words.find("audit.path") != words.npos;
    };
    BOOST_CHECK_EXCEPTION(start(), std::runtime_error, tells_all);
}

BOOST_AUTO_TEST_SUITE_END()
