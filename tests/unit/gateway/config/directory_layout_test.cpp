#include "gateway/config/directory_layout.hpp"

#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(directory_layout)

namespace {

using dsgw::test::has;
using dsgw::test::temp_folder;
using words = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(plain_files_stay_as_they_are)
{
    dsgw::problem_list problems;
    const auto layout = dsgw::read_directory_layout({"b.db", "a.db"}, problems);
    BOOST_TEST(!layout.directory.has_value());
    BOOST_TEST((layout.databases == words{"b.db", "a.db"}));
    BOOST_TEST(layout.extra_arguments({}).empty());
}

BOOST_AUTO_TEST_CASE(finds_what_datasette_finds)
{
    const temp_folder f;
    for (const char* name :
         {"b.db", "a.db", "c.sqlite3", "d.sqlite", "notes.txt", "metadata.yaml", "datasette.yml",
          "settings.json", "templates/x.html", "plugins/p.py", "static/s.css"})
        f.write(name, "");
    dsgw::problem_list problems;
    const auto layout = dsgw::read_directory_layout({f.path()}, problems);
    BOOST_TEST(problems.empty());
    BOOST_TEST(
        (layout.databases ==
         words{f.path("a.db"), f.path("b.db"), f.path("d.sqlite"), f.path("c.sqlite3")})
    );
    BOOST_TEST((layout.metadata == f.path("metadata.yaml")));
    BOOST_TEST((layout.config == f.path("datasette.yml")));
    BOOST_TEST((layout.settings_json == f.path("settings.json")));
    BOOST_TEST(
        (layout.extra_arguments({}) ==
         words{
             "--template-dir", f.path("templates"), "--plugins-dir", f.path("plugins"), "--static",
             "static:" + f.path("static")})
    );
    BOOST_TEST(
        (layout.extra_arguments({"--template-dir", "t", "--static=x:y", "--plugins-dir", "p"}) ==
         words{})
    );
}

BOOST_AUTO_TEST_CASE(the_first_name_of_each_kind_counts)
{
    const temp_folder f;
    f.write("metadata.yml", "");
    f.write("metadata.json", "{}");
    dsgw::problem_list problems;
    BOOST_TEST(
        (dsgw::read_directory_layout({f.path()}, problems).metadata == f.path("metadata.json"))
    );
}

BOOST_AUTO_TEST_CASE(inspect_data_makes_its_databases_immutable)
{
    const temp_folder f;
    f.write("a.db", "");
    f.write("b.db", "");
    const auto inspect = f.write("inspect-data.json", R"({"a": {"hash": "x", "file": "a.db"}})");
    dsgw::problem_list problems;
    const auto layout = dsgw::read_directory_layout({f.path()}, problems);
    BOOST_TEST((layout.databases == words{f.path("b.db")}));
    BOOST_TEST(
        (layout.extra_arguments({}) == words{"--inspect-file", inspect, "-i", f.path("a.db")})
    );
    BOOST_TEST(
        (layout.extra_arguments({"-i", "z.db"}) == words{"--inspect-file", inspect, f.path("a.db")})
    );
}

BOOST_AUTO_TEST_CASE(refuses_two_directories_and_the_old_name_of_settings)
{
    const temp_folder a, b;
    a.write("config.json", "{}");
    dsgw::problem_list problems;
    (void)dsgw::read_directory_layout({a.path(), b.path()}, problems);
    BOOST_TEST(has(problems, b.path(), "second directory"));
    BOOST_TEST(has(problems, "config.json", "settings.json"));
}

BOOST_AUTO_TEST_SUITE_END()
