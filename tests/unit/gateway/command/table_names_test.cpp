#include "gateway/command/table_names.hpp"

#include "store/sqlite.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <memory>
#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(table_names)

namespace {

using dsgw::sqlite::connection;
using dsgw::sqlite::open_options;
using dsgw::test::temp_folder;

std::unique_ptr<connection> make_database(const std::string& file)
{
    open_options how;
    how.path = file;
    auto made = std::make_unique<connection>(how);
    made->run("create table one (id)");
    return made;
}

std::set<std::string> names_in(const std::string& file)
{
    const auto names = dsgw::read_table_names(file);
    return {names.begin(), names.end()};
}

std::size_t files_in(const temp_folder& folder)
{
    std::size_t count = 0;
    for (const auto& each : std::filesystem::directory_iterator(folder.path()))
        count += each.is_regular_file() ? 1 : 0;
    return count;
}

}  // namespace

BOOST_AUTO_TEST_CASE(tables_and_views_are_read_whatever_the_path_is)
{
    const temp_folder folder;
    for (const auto* name : {"a.db", "with space.db", "100%25?mode=rw#x.db"}) {
        const auto file = folder.write(name, "");
        make_database(file)->run("create view two as select * from one");
        BOOST_TEST((names_in(file) == std::set<std::string>{"one", "two"}), name);
    }
    BOOST_TEST(files_in(folder) == 3u);
}

BOOST_AUTO_TEST_CASE(a_database_in_use_keeps_its_files)
{
    const temp_folder folder;
    const auto file = folder.write("a.db", "");
    const auto running = make_database(file);
    running->run("pragma journal_mode = wal");
    running->run("create table two (id)");
    BOOST_TEST((names_in(file) == std::set<std::string>{"one", "two"}));
    BOOST_TEST(files_in(folder) == 3u);
    running->run("create table three (id)");
    BOOST_TEST((names_in(file) == std::set<std::string>{"one", "two", "three"}));
}

BOOST_AUTO_TEST_CASE(a_closed_database_in_wal_mode_gets_no_files)
{
    const temp_folder folder;
    const auto file = folder.write("a.db", "");
    make_database(file)->run("pragma journal_mode = wal");
    BOOST_TEST(files_in(folder) == 1u);
    BOOST_TEST((names_in(file) == std::set<std::string>{"one"}));
    BOOST_TEST(files_in(folder) == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_no_database_has_no_tables)
{
    const temp_folder folder;
    BOOST_TEST(names_in(folder.write("text", "this is a text of some length, and no more")).empty()
    );
    BOOST_TEST(names_in(folder.write("empty", "")).empty());
    BOOST_TEST(names_in(folder.path("none")).empty());
    BOOST_TEST(names_in(folder.path()).empty());
}

BOOST_AUTO_TEST_SUITE_END()
