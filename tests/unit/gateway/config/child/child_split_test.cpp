#include "gateway/config/child/child_split.hpp"

#include "tests/unit/support/problems.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::text_of;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(child_split)

namespace {

/// Metadata, a space, configuration.
std::string split(const std::string& text)
{
    const auto made = split_metadata(json::parse(text).as_object());
    return json::serialize(made.metadata) + ' ' + json::serialize(made.configuration);
}

struct merged
{
    std::string text;
    problem_list warnings;
};

merged merge(const std::string& metadata, const std::string& configuration)
{
    merged made;
    auto into = json::parse(metadata).as_object();
    merge_configuration(into, json::parse(configuration).as_object(), made.warnings);
    made.text = json::serialize(into);
    return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_decides_goes_to_the_configuration)
{
    BOOST_TEST(split("{}") == "{} {}");
    BOOST_TEST(split(R"({"title":"t"})") == R"({"title":"t"} {})");
    for (const std::string key :
         {"allow", "allow_sql", "permissions", "queries", "plugins", "extra_css_urls"})
        BOOST_TEST(split("{\"" + key + "\":1}") == "{} {\"" + key + "\":1}");
    // Settings of a table, and of a table only.
    BOOST_TEST(
        split(R"({"databases":{"d":{"tables":{"t":{"hidden":true,"title":"t"}}}}})") ==
        R"({"databases":{"d":{"tables":{"t":{"title":"t"}}}}} )"
        R"({"databases":{"d":{"tables":{"t":{"hidden":true}}}}})"
    );
    BOOST_TEST(split(R"({"hidden":true})") == R"({"hidden":true} {"hidden":true})");
}

BOOST_AUTO_TEST_CASE(what_no_list_knows_goes_to_both)
{
    BOOST_TEST(split(R"({"colour":1})") == R"({"colour":1} {"colour":1})");
    BOOST_TEST(split(R"({"settings":{"a":1}})") == R"({"settings":{"a":1}} {})");
}

BOOST_AUTO_TEST_CASE(an_allow_block_of_metadata_takes_precedence_and_is_never_mixed)
{
    const auto made = merge(R"({"allow":{"id":"a"}})", R"({"allow":{"id":"b"},"title":"c"})");
    BOOST_TEST(made.text == R"({"allow":{"id":"a"},"title":"c"})");
    BOOST_TEST_REQUIRE(made.warnings.size() == 1U, text_of(made.warnings));
    BOOST_TEST(made.warnings[0].location == "allow");
    BOOST_TEST(merge(R"({"allow":{"id":"a"}})", R"({"allow":{"id":"a"}})").warnings.empty());
}

BOOST_AUTO_TEST_CASE(permissions_and_queries_of_the_configuration_take_precedence)
{
    for (const std::string key : {"permissions", "queries"}) {
        const auto made =
            merge("{\"" + key + "\":{\"a\":1,\"b\":2}}", "{\"" + key + "\":{\"b\":3,\"c\":4}}");
        BOOST_TEST(made.text == "{\"" + key + "\":{\"a\":1,\"b\":3,\"c\":4}}");
        BOOST_TEST_REQUIRE(made.warnings.size() == 1U, text_of(made.warnings));
        BOOST_TEST(made.warnings[0].location == key + ".b");
    }
}

BOOST_AUTO_TEST_CASE(databases_and_tables_are_merged_by_name)
{
    const auto made = merge(
        R"({"databases":{"d":{"tables":{"t":{"hidden":true}}}}})",
        R"({"databases":{"d":{"tables":{"t":{"size":5},"u":{}}},"e":{"allow":{}}}})"
    );
    BOOST_TEST(
        made.text ==
        R"({"databases":{"d":{"tables":{"t":{"hidden":true,"size":5},"u":{}}},"e":{"allow":{}}}})"
    );
    BOOST_TEST(made.warnings.empty(), text_of(made.warnings));
    const auto settled = merge(
        R"({"databases":{"d":{"tables":{"t":{"size":1}}}}})",
        R"({"databases":{"d":{"tables":{"t":{"size":2}}}}})"
    );
    BOOST_TEST(settled.text == R"({"databases":{"d":{"tables":{"t":{"size":1}}}}})");
    BOOST_TEST(settled.warnings.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
