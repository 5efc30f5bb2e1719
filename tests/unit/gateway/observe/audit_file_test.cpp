#include "gateway/observe/audit_file.hpp"

#include "tests/unit/support/failing_vfs.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(audit_file_test)

namespace {

audit_row row_of(const std::string& event, const std::string& account = "amy")
{
    return {"2026-11-21T20:00:00.123Z", event, "192.0.2.1", account};
}

struct file_fixture
{
    dsgw::test::temp_folder folder;
    std::string path = folder.path("audit.db");

    audit_file_options options(std::size_t rows_max = 100) const
    {
        audit_file_options made;
        made.path = path;
        made.rows_max = rows_max;
        made.busy_timeout = std::chrono::milliseconds(50);
        return made;
    }

    std::unique_ptr<audit_file> open(std::size_t rows_max = 100) const
    {
        return std::move(audit_file::open(options(rows_max)).value());
    }

    store::failure why_not() const
    {
        const auto opened = audit_file::open(options());
        BOOST_TEST_REQUIRE(opened.has_error());
        return opened.error();
    }

    /// What another program sees.
    sqlite::connection outsider() const { return sqlite::connection(sqlite::open_options{path}); }

    std::string only_text(std::string_view sql) const
    {
        return outsider().only_text(sql).value_or("(null)");
    }

    std::string accounts() const
    {
        return only_text("select group_concat(account, ' ') from (select * from events order by id)"
        );
    }

    void make_database(std::string_view sql) const
    {
        folder.write("audit.db", "");
        outsider().run(sql);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_row_for_each_event_in_a_file_that_only_its_owner_reads, file_fixture)
{
    path = folder.path("new/folder/audit.db");
    const auto file = open();
    audit_row reload{"2026-11-21T20:00:01.000Z", "reloaded", "", ""};
    BOOST_TEST(file->append(std::vector{row_of("logged_in"), reload}).has_value());
    BOOST_TEST(
        only_text("select group_concat(concat, '|') from (select id || ' ' || at || ' ' || event "
                  "|| ' ' || ifnull(client, '-') || ' ' || ifnull(account, '-') || ' ' || times "
                  "as concat from events order by id)") ==
        "1 2026-11-21T20:00:00.123Z logged_in 192.0.2.1 amy 1|"
        "2 2026-11-21T20:00:01.000Z reloaded - - 1"
    );
    for (const char* suffix : {"", "-wal", "-shm"}) {
        struct stat status
        {};
        BOOST_TEST(::stat((path + suffix).c_str(), &status) == 0, suffix);
        BOOST_TEST((status.st_mode & 0777) == 0600U, suffix);
    }
}

BOOST_FIXTURE_TEST_CASE(keeps_existing_rows, file_fixture)
{
    BOOST_TEST(open()->append(std::vector{row_of("logged_in", "amy")}).has_value());
    BOOST_TEST(open()->append(std::vector{row_of("logged_out", "bob")}).has_value());
    BOOST_TEST(accounts() == "amy bob");
}

BOOST_FIXTURE_TEST_CASE(of_each_kind_only_the_newest_are_kept, file_fixture)
{
    const auto file = open(3);
    BOOST_TEST(file->append(std::vector{row_of("logged_in", "first")}).has_value());
    std::vector<audit_row> flood;
    for (int n = 0; n < 50; ++n)
        flood.push_back(row_of("throttled", std::to_string(n)));
    BOOST_TEST(file->append(flood).has_value());
    BOOST_TEST(accounts() == "first 47 48 49");
    for (const char* name : {"a", "b", "c"})
        BOOST_TEST(file->append(std::vector{row_of("logged_in", name)}).has_value());
    BOOST_TEST(accounts() == "47 48 49 a b c");
}

BOOST_FIXTURE_TEST_CASE(names_a_file_that_cannot_be_opened, file_fixture)
{
    folder.write("file", "");
    path = folder.path("file/audit.db");
    BOOST_TEST(why_not().message.find(folder.path("file")) != std::string::npos);
    path = folder.path();
    BOOST_TEST(why_not().message.find(path) != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(does_not_change_a_file_that_is_not_sqlite, file_fixture)
{
    const std::string text = "this is a letter to my grandmother, and surely no database at all\n";
    folder.write("audit.db", text);
    const auto why = why_not();
    BOOST_TEST((why.code == store::errc::database_corrupt));
    BOOST_TEST(why.message.find(path) != std::string::npos);
    BOOST_TEST(std::filesystem::file_size(path) == text.size());
}

BOOST_FIXTURE_TEST_CASE(a_database_of_something_else_is_left_alone, file_fixture)
{
    make_database("create table orders (id integer)");
    const auto why = why_not();
    BOOST_TEST((why.code == store::errc::table_of_other_schema));
    BOOST_TEST(
        why.message.find("\"orders\": the audit log needs its own file") != why.message.npos
    );
    BOOST_TEST(only_text("select count(*) from sqlite_schema") == "1");
    BOOST_TEST(only_text("pragma journal_mode") == "delete");
}

BOOST_FIXTURE_TEST_CASE(a_table_of_another_shape_is_left_alone, file_fixture)
{
    make_database("create table events (id integer primary key, what text)");
    const auto why = why_not();
    BOOST_TEST((why.code == store::errc::table_of_other_schema));
    BOOST_TEST(
        why.message.find("\"events\" has the columns id, what instead of") != why.message.npos
    );
}

BOOST_FIXTURE_TEST_CASE(tables_and_views_that_people_add_do_no_harm, file_fixture)
{
    open();
    outsider().run("create table my_notes (id integer)");
    outsider().run("create view failures as select * from events where event = 'log_in_failed'");
    BOOST_TEST(open()->append(std::vector{row_of("log_in_failed")}).has_value());
    BOOST_TEST(only_text("select count(*) from failures") == "1");
}

BOOST_FIXTURE_TEST_CASE(readers_and_the_writer_do_not_wait_for_each_other, file_fixture)
{
    const auto file = open();
    BOOST_TEST(file->append(std::vector{row_of("logged_in", "amy")}).has_value());
    auto reader = outsider();
    auto rows = reader.query("select account from events");
    BOOST_TEST(rows.next());
    BOOST_TEST(file->append(std::vector{row_of("logged_in", "bob")}).has_value());
    BOOST_TEST(!rows.next());
}

BOOST_FIXTURE_TEST_CASE(a_locked_file_is_a_failure_and_nothing_is_written, file_fixture)
{
    const auto file = open();
    auto other = outsider();
    {
        const sqlite::transaction writing(other, sqlite::access_mode::write);
        const auto done = file->append(std::vector{row_of("logged_in")});
        BOOST_TEST_REQUIRE(done.has_error());
        BOOST_TEST((done.error().code == store::errc::database_locked));
    }
    BOOST_TEST(file->append(std::vector{row_of("logged_in")}).has_value());
    BOOST_TEST(only_text("select count(*) from events") == "1");
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_is_a_failure_until_there_is_room, file_fixture)
{
    dsgw::secrets::test::failing_vfs disk;
    auto how = options();
    how.vfs = dsgw::secrets::test::failing_vfs::name;
    {
        const auto file = std::move(audit_file::open(how).value());
        disk.fail_from(1, 13);  // SQLITE_FULL
        const auto done = file->append(std::vector{row_of("logged_in", "lost")});
        BOOST_TEST_REQUIRE(done.has_error());
        BOOST_TEST((done.error().code == store::errc::database_full));
        disk.work_again();
        BOOST_TEST(file->append(std::vector{row_of("logged_in", "kept")}).has_value());
    }
    BOOST_TEST(accounts() == "kept");
}

BOOST_FIXTURE_TEST_CASE(creates_a_removed_file_again, file_fixture)
{
    const auto file = open();
    BOOST_TEST(file->append(std::vector{row_of("logged_in", "before")}).has_value());
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(path + suffix);
    BOOST_TEST(file->append(std::vector{row_of("logged_in", "after")}).has_value());
    BOOST_TEST(accounts() == "after");
}

BOOST_AUTO_TEST_SUITE_END()
