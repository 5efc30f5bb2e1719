#include "gateway/config/canned_queries.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(canned_queries)

namespace {

std::vector<canned_query> find_in(const char* metadata, const char* configuration = "{}")
{
    config from;
    from.metadata = boost::json::parse(metadata).get_object();
    from.datasette_config = boost::json::parse(configuration).get_object();
    return find_canned_queries(from);
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_queries_of_both_files)
{
    const auto found = find_in(
        R"({"databases": {"d": {"queries": {"q": "select 1", "r": {"sql": "select 2"}}}}})",
        R"({"databases": {"d": {"queries": {"q": {"sql": "select 3"}}}}})"
    );
    BOOST_TEST_REQUIRE(found.size() == 3U);
    BOOST_TEST((found[0].database == "d" && found[0].name == "q" && found[0].sql == "select 1"));
    BOOST_TEST((found[1].name == "r" && found[1].sql == "select 2"));
    BOOST_TEST((found[2].name == "q" && found[2].sql == "select 3"));
}

// The statement may be in a reference: then its whole text counts, so that a parameter in it does.
BOOST_AUTO_TEST_CASE(keeps_the_whole_definition_without_a_statement)
{
    const auto found = find_in(
        R"({"databases": {"d": {"queries": {"a": {"sql": {"$env": "Q"}}, "b": null, "c": 7}}}})"
    );
    BOOST_TEST_REQUIRE(found.size() == 3U);
    BOOST_TEST(found[0].sql == R"({"sql":{"$env":"Q"}})");
    BOOST_TEST(found[1].sql == "null");
    BOOST_TEST(found[2].sql == "7");
}

BOOST_AUTO_TEST_CASE(ignores_places_where_no_query_can_be)
{
    for (const char* tree :
         {"{}", R"({"databases": []})", R"({"databases": {"d": null}})",
          R"({"databases": {"d": {"queries": []}}})", R"({"queries": {"q": "select 1"}})",
          R"({"databases": {"d": {"tables": {"queries": {"q": "select 1"}}}}})"})
        BOOST_TEST(find_in(tree).empty(), tree);
}

BOOST_AUTO_TEST_SUITE_END()
