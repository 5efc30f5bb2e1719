#include "gateway/config/allow_places.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(allow_places)

namespace {

/// "WHERE|DATABASE|KEY|ITEM", with "*" for a whole database, one a line.
std::string places_of(const char* tree)
{
    std::vector<allow_place> found;
    collect_allow_places(boost::json::parse(tree).get_object(), "m.json", found);
    std::string text;
    for (const auto& one : found)
        text += one.where + '|' + one.database + (one.whole_database ? "*|" : "|") + one.key + '|' +
                one.item + '\n';
    return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_the_blocks_of_every_level)
{
    BOOST_TEST(
        places_of(R"({"allow": true, "permissions": {"debug-menu": {"id": "a"}}, "databases": {
            "d": {"allow_sql": false, "permissions": {"execute-sql": true},
                  "tables": {"t": {"allow": {}}}, "queries": {"my q": {"allow": null}}}}})") ==
        "m.json: allow||allow|\n"
        "m.json: permissions.debug-menu||debug-menu|\n"
        "m.json: databases.d.allow_sql|d*|allow_sql|\n"
        "m.json: databases.d.permissions.execute-sql|d*|execute-sql|\n"
        "m.json: databases.d.tables.t.allow|d|allow|tables.t\n"
        "m.json: databases.d.queries.\"my q\".allow|d|allow|queries.\"my q\"\n"
    );
}

BOOST_AUTO_TEST_CASE(keeps_the_block_itself)
{
    std::vector<allow_place> found;
    const auto tree = boost::json::parse(R"({"allow": {"id": ["a", "b"]}})");
    collect_allow_places(tree.get_object(), "m.json", found);
    BOOST_TEST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found[0].block == boost::json::parse(R"({"id": ["a", "b"]})"));
}

BOOST_AUTO_TEST_CASE(ignores_places_where_datasette_reads_no_block)
{
    for (const char* tree :
         {"{}", R"({"Allow": true})", R"({"permissions": []})", R"({"databases": []})",
          R"({"databases": {"d": true}})", R"({"databases": {"d": {"tables": {"t": true}}}})",
          R"({"tables": {"t": {"allow": true}}})", R"({"plugins": {"p": {"allow": true}}})",
          R"({"databases": {"d": {"tables": {"t": {"columns": {"allow": "x"}}}}}})"})
        BOOST_TEST(places_of(tree) == "", tree);
}

BOOST_AUTO_TEST_SUITE_END()
