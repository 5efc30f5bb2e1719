#include "gateway/config/config_settings.hpp"

#include "tests/unit/support/problems.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(config_settings)

BOOST_AUTO_TEST_CASE(dotted_names_are_configuration_and_plain_ones_are_handed_over)
{
    dsgw::problem_list problems;
    const auto split = dsgw::split_setting_pairs(
        {{"max_returned_rows", "5"},
         {"plugins.x.y", "[1, \"a\"]"},
         {"plugins.x.z", "plain words"},
         {"plugins.x.y", "true"},
         {"settings.base_url", "/sub/"}},
        problems
    );
    BOOST_TEST(problems.empty());
    BOOST_TEST(
        boost::json::serialize(split.overrides) ==
        R"({"plugins":{"x":{"y":true,"z":"plain words"}},"settings":{"base_url":"/sub/"}})"
    );
    const std::vector<dsgw::setting_pair> plain{{"max_returned_rows", "5"}, {"base_url", "/sub/"}};
    BOOST_TEST((split.plain == plain));
}

BOOST_AUTO_TEST_CASE(values_that_would_change_are_problems)
{
    dsgw::problem_list problems;
    (void)dsgw::split_setting_pairs(
        {{"a..b", "1"},
         {".a", "1"},
         {"a.", "1"},
         {"a.b", "99999999999999999999"},
         {"a.c", "{\"k\": 1, \"k\": 2}"},
         {"a.d", "\xff"}},
        problems
    );
    BOOST_TEST(problems.size() == 6u, dsgw::test::text_of(problems));
    BOOST_TEST(dsgw::test::has(problems, "-s a.b", "64 bits"));
}

BOOST_AUTO_TEST_CASE(settings_are_written_as_on_a_command_line)
{
    dsgw::problem_list problems;
    const auto pairs = dsgw::settings_as_pairs(
        {{"a", 5}, {"b", true}, {"c", "x"}, {"d", nullptr}, {"e", 1.5}}, "f: ", problems
    );
    const std::vector<dsgw::setting_pair> expected{{"a", "5"}, {"b", "true"}, {"c", "x"}};
    BOOST_TEST((pairs == expected));
    BOOST_TEST(dsgw::test::has(problems, "f: e", "must be"));
}

BOOST_AUTO_TEST_CASE(a_switch_is_read_as_datasette_reads_it)
{
    for (const char* text : {"on", "ON", "true", "True", "1"})
        BOOST_TEST(dsgw::is_switched_on(std::string_view(text)), text);
    for (const char* text : {"", "off", "false", "0", "yes", "2", " on", "on "})
        BOOST_TEST(!dsgw::is_switched_on(std::string_view(text)), text);
    for (const char* text : {"true", "1", R"("on")"})
        BOOST_TEST(dsgw::is_switched_on(boost::json::parse(text)), text);
    for (const char* text : {"false", "0", "null", R"("off")", "{}", "[true]", "2"})
        BOOST_TEST(!dsgw::is_switched_on(boost::json::parse(text)), text);
}

BOOST_AUTO_TEST_CASE(base_url_gets_its_slashes)
{
    for (const char* text : {"/sub/", "/sub", "sub", "//sub//"})
        BOOST_TEST((dsgw::normalise_base_url(text) == "/sub/"), text);
    BOOST_TEST((dsgw::normalise_base_url("/a/b-c_d.e~1") == "/a/b-c_d.e~1/"));
    BOOST_TEST((dsgw::normalise_base_url("/") == "/"));
    BOOST_TEST((dsgw::normalise_base_url("") == "/"));
    for (const char* text : {"/a b/", "/../", "/a/./", "/a?b", "/%41/", "http://x/", "/\n"})
        BOOST_TEST(!dsgw::normalise_base_url(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
