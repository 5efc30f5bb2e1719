#include "gateway/command/served_databases.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <vector>

using namespace dsgw;
using dsgw::test::temp_folder;
namespace tt = boost::test_tools;

BOOST_AUTO_TEST_SUITE(served_databases_test)

BOOST_AUTO_TEST_CASE(lists_files_and_those_that_never_change)
{
    config configured;
    serve_options options;
    BOOST_TEST(served_databases(options, configured).empty());
    configured.layout.databases = {"a.db", "b.db"};
    configured.layout.immutable_databases = {"c.db"};
    options.immutable_files = {"d.db"};
    const std::vector<std::string> all{"a.db", "b.db", "c.db", "d.db"};
    BOOST_TEST(served_databases(options, configured) == all, tt::per_element());
}

/// @source datasette 0.65.5, add_database: the second of a name gets _2.
BOOST_AUTO_TEST_CASE(names_databases_as_datasette_does)
{
    config configured;
    configured.layout.databases = {"x/a.db", "y/a.sqlite", "a_2.db", "b", "z/a.db", "c.tar.db"};
    const std::map<std::string, std::string> names{{"a", "x/a.db"},     {"a_2", "y/a.sqlite"},
                                                   {"a_2_2", "a_2.db"}, {"b", "b"},
                                                   {"a_3", "z/a.db"},   {"c.tar", "c.tar.db"}};
    BOOST_TEST((served_database_names({}, configured) == names));
}

BOOST_AUTO_TEST_CASE(names_each_missing_file)
{
    const temp_folder folder;
    const auto there = folder.write("there.db", "");
    config configured;
    configured.layout.databases = {there, folder.path("gone.db"), "serv"};
    serve_options options;
    options.immutable_files = {folder.path("fixed.db")};
    auto missing = find_missing_databases(options, configured);
    BOOST_TEST_REQUIRE(missing.size() == 3U);
    BOOST_TEST(missing[0].location == folder.path("gone.db"));
    BOOST_TEST(missing[0].message.find("not a command") == std::string::npos);
    BOOST_TEST(missing[1].message.find("not a command") != std::string::npos);
    BOOST_TEST(missing[2].location == folder.path("fixed.db"));

    options.create = true;  // creates FILES only
    missing = find_missing_databases(options, configured);
    BOOST_TEST_REQUIRE(missing.size() == 1U);
    BOOST_TEST(missing[0].location == folder.path("fixed.db"));

    configured.settings.audit_path = folder.path("fixed.db");
    BOOST_TEST(find_missing_databases(options, configured).empty());
}

BOOST_AUTO_TEST_SUITE_END()
