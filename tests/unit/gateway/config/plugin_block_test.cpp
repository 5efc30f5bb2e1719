#include "gateway/config/plugin_block.hpp"

#include "tests/unit/support/problems.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::has;
using dsgw::test::text_of;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(plugin_block_)

namespace {

struct gathered
{
    plugin_block block;
    problem_list problems;
};

/// The block of plugin "p"; each text is the value of "plugins" in its source.
gathered gather(const char* metadata, const char* config = "{}", const char* overrides = "{}")
{
    const auto tree = [](const char* plugins) {
        return json::object{{"plugins", json::parse(plugins)}};
    };
    const auto m = tree(metadata), c = tree(config), s = tree(overrides);
    gathered made;
    made.block = gather_plugin_block(
        "p", {{"m.json", &m}, {"c.yaml", &c}, {"none", nullptr}}, {"-s", &s}, made.problems
    );
    return made;
}

}  // namespace

BOOST_AUTO_TEST_CASE(gathers_the_block_from_every_source)
{
    const auto made = gather(
        R"({"p": {"a": 1, "o": {"x": 1}}, "q": {"z": 1}})", R"({"p": {"b": 2, "o": {"y": 2}}})",
        R"({"p": {"a": 3}})"
    );
    BOOST_TEST(made.problems.empty(), text_of(made.problems));
    BOOST_TEST(
        json::value(made.block.merged) == json::parse(R"({"a": 3, "b": 2, "o": {"x": 1, "y": 2}})")
    );
    BOOST_TEST(made.block.where() == "m.json: plugins.p and c.yaml: plugins.p and -s plugins.p");
    BOOST_TEST(made.block.where_is("a") == "-s plugins.p.a");
    BOOST_TEST(made.block.where_is("b") == "c.yaml: plugins.p.b");
    BOOST_TEST(made.block.where_is("o") == "c.yaml: plugins.p.o");
}

BOOST_AUTO_TEST_CASE(two_files_may_repeat_a_value_but_not_differ)
{
    BOOST_TEST(gather(R"({"p": {"a": [1]}})", R"({"p": {"a": [1]}})").problems.empty());
    const auto differ = gather(R"({"p": {"o": {"x": 1}}})", R"({"p": {"o": {"x": 2}}})");
    BOOST_TEST(differ.problems.size() == 1U);
    BOOST_TEST(has(differ.problems, "c.yaml: plugins.p.o.x", "different values"));
    // A reference is a value: its keys are not merged with those of an object.
    const auto reference = gather(R"({"p": {"o": {"$env": "A"}}})", R"({"p": {"o": {"x": 2}}})");
    BOOST_TEST(has(reference.problems, "c.yaml: plugins.p.o", "different values"));
}

BOOST_AUTO_TEST_CASE(a_block_that_is_no_object_is_a_problem)
{
    for (const char* wrong : {R"({"p": 1})", R"({"p": []})", R"({"p": "x"})", R"({"p": false})"}) {
        const auto made = gather(wrong, R"({"p": {"b": 2}})");
        BOOST_TEST(made.problems.size() == 1U, wrong);
        BOOST_TEST(has(made.problems, "m.json: plugins.p", "must be an object"), wrong);
        BOOST_TEST(made.block.parts.size() == 1U, wrong);
    }
    for (const char* absent : {"{}", R"({"p": null})", "null", "[]", R"({"P": {"a": 1}})"}) {
        const auto made = gather(absent);
        BOOST_TEST(made.problems.empty(), absent);
        BOOST_TEST(made.block.parts.empty(), absent);
        BOOST_TEST(made.block.where().empty(), absent);
    }
}

BOOST_AUTO_TEST_SUITE_END()
