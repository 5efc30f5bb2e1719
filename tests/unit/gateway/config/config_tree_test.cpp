#include "gateway/config/config_tree.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <tuple>
#include <utility>

using namespace dsgw;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(config_tree)

BOOST_AUTO_TEST_CASE(a_path_quotes_the_keys_that_are_not_plain)
{
    const std::tuple<const char*, const char*, const char*> table[] = {
        {"", "a", "a"},
        {"a", "b", "a.b"},
        {"m.json: ", "a", "m.json: a"},
        {"a", "my key", R"(a."my key")"},
        {"a", "b.c", R"(a."b.c")"},
        {"a", "", R"(a."")"},
        {"a", R"(q"t)", R"(a."q\"t")"},
        {"a", "$env_x-1", "a.$env_x-1"},
        {"a", "\xc3\xa9", "a.\xc3\xa9"},
    };
    for (const auto& [path, key, expected] : table)
        BOOST_TEST(join_path(path, std::string_view(key)) == expected);
    BOOST_TEST(join_path("a", std::size_t{0}) == "a[0]");
    BOOST_TEST(join_path(join_path("a", std::size_t{12}), "b") == "a[12].b");
}

BOOST_AUTO_TEST_CASE(finds_a_value_only_through_objects)
{
    const auto tree = json::parse(R"({"a": {"b": {"c": 1}, "n": null}, "l": [{"c": 1}]})");
    const auto& top = tree.get_object();
    BOOST_TEST_REQUIRE(find_value(top, {"a", "b", "c"}) != nullptr);
    BOOST_TEST(*find_value(top, {"a", "b", "c"}) == json::value(1));
    BOOST_TEST_REQUIRE(find_value(top, {"a", "n"}) != nullptr);
    BOOST_TEST(find_value(top, {"a", "n"})->is_null());
    BOOST_TEST(find_object(top, {"a", "b"}) != nullptr);
    for (const auto* missing :
         {find_value(top, {"b"}), find_value(top, {"a", "b", "c", "d"}),
          find_value(top, {"a", "n", "x"}), find_value(top, {"l", "c"}), find_value(top, {"A"})})
        BOOST_TEST(missing == nullptr);
    BOOST_TEST(find_object(top, {"l"}) == nullptr);
    BOOST_TEST(find_object(top, {"a", "n"}) == nullptr);
}

BOOST_AUTO_TEST_CASE(a_reference_has_exactly_one_key)
{
    BOOST_TEST(is_reference(json::parse(R"({"$env": "A"})")));
    BOOST_TEST(is_reference(json::parse(R"({"$file": 1})")));
    for (const char* other :
         {"{}", R"({"$env": "A", "$file": "b"})", R"({"$env": "A", "x": 1})", R"({"env": "A"})",
          R"({"$ENV": "A"})", R"(["$env"])", R"("$env")", "null"})
        BOOST_TEST(!is_reference(json::parse(other)), other);
}

BOOST_AUTO_TEST_CASE(merges_objects_and_replaces_everything_else)
{
    const std::tuple<const char*, const char*, const char*> table[] = {
        {R"({"a": 1})", R"({"b": 2})", R"({"a": 1, "b": 2})"},
        {R"({"a": {"x": 1, "y": 2}})", R"({"a": {"y": 3}})", R"({"a": {"x": 1, "y": 3}})"},
        {R"({"a": [1, 2]})", R"({"a": [3]})", R"({"a": [3]})"},
        {R"({"a": {"x": 1}})", R"({"a": null})", R"({"a": null})"},
        {R"({"a": 1})", R"({"a": {"x": 1}})", R"({"a": {"x": 1}})"},
        {R"({"a": {"$env": "X"}})", R"({"a": {"x": 1}})", R"({"a": {"x": 1}})"},
        {R"({"a": {"x": 1}})", R"({"a": {"$file": "f"}})", R"({"a": {"$file": "f"}})"},
        {R"({"a": 1})", "{}", R"({"a": 1})"},
    };
    for (const auto& [into, update, expected] : table) {
        auto merged = json::parse(into).get_object();
        combine(merged, json::parse(update).get_object());
        BOOST_TEST(json::value(merged) == json::parse(expected));
    }
}

BOOST_AUTO_TEST_SUITE_END()
