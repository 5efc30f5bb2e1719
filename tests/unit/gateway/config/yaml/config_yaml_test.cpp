#include "gateway/config/yaml/config_yaml.hpp"

#include "tests/unit/support/problems.hpp"

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(config_yaml)

namespace {

using dsgw::parse_yaml;
using dsgw::test::has;
using dsgw::test::text_of;

std::string read(const std::string& text)
{
    const auto parsed = parse_yaml(text, "m.yaml");
    return parsed.problems.empty() && !parsed.syntax_error ? boost::json::serialize(parsed.value)
                                                           : "problem";
}

}  // namespace

BOOST_AUTO_TEST_CASE(quotes_and_tags_keep_texts)
{
    BOOST_TEST(
        read("a: 'yes'\nb: \"1\"\nc: !!str 1\nd: !!int '12'\n") ==
        R"({"a":"yes","b":"1","c":"1","d":12})"
    );
    BOOST_TEST(read("a: |\n  x\n  y\nb: >-\n  p\n  q\n") == R"({"a":"x\ny\n","b":"p q"})");
}

// PyYAML reads "! 7" as a number and "! <<" as a merge: neither is what the tag means.
BOOST_AUTO_TEST_CASE(refuses_the_tag_without_a_name)
{
    for (const char* text : {"a: ! true", "a: ! 7", "a: ! ''", "a: ! [1]", "! a: 1", "a: !"})
        BOOST_TEST(read(text) == "problem", text);
    BOOST_TEST(read("x: &x {b: 1}\nd: {! <<: *x}\n") == "problem");
}

BOOST_AUTO_TEST_CASE(merges_as_pyyaml_does)
{
    BOOST_TEST(
        read("x: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n  e: 4\n") ==
        R"({"x":{"b":1,"c":2},"d":{"b":1,"c":3,"e":4}})"
    );
    BOOST_TEST(
        read("x: &x {b: 1}\ny: &y {b: 2, z: 3}\nd: {<<: [*x, *y]}\n") ==
        R"({"x":{"b":1},"y":{"b":2,"z":3},"d":{"b":1,"z":3}})"
    );
    BOOST_TEST(read("d: {'<<': 1}\n") == R"({"d":{"<<":1}})");
    BOOST_TEST(read("d: {<<: 3}\n") == "problem");
}

BOOST_AUTO_TEST_CASE(refuses_a_repeated_key)
{
    const auto parsed = parse_yaml("p:\n  a: 1\n  a: 2\n", "m.yaml");
    BOOST_TEST(has(parsed.problems, "m.yaml:3:3: p.a", "twice"), text_of(parsed.problems));
}

BOOST_AUTO_TEST_CASE(bounds_what_aliases_grow_to)
{
    std::string bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
    for (int i = 1; i < 12; ++i) {
        const auto before = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int k = 0; k < 8; ++k)
            bomb += "," + before;
        bomb += "]\n";
    }
    BOOST_TEST(has(parse_yaml(bomb, "m.yaml").problems, "m.yaml", "aliases"));
    BOOST_TEST(has(parse_yaml("a: &r [*r]\n", "m.yaml").problems, "", "itself"));
    BOOST_TEST(read("a: &r {<<: *r}\n") == "problem");
}

BOOST_AUTO_TEST_CASE(a_syntax_error_has_a_place_and_a_cause)
{
    const std::tuple<std::string, const char*, const char*> cases[] = {
        {"a: \"x\nb: 1\n", "m.yaml:3:1",
         "found unexpected end of stream while scanning a quoted scalar that begins on line 1"},
        {"a: 'x", "m.yaml:1:6", "found unexpected end of stream while scanning a quoted scalar"},
        {"a:\n\tb: 2\n", "m.yaml:2:1",
         "found character that cannot start any token while scanning for the next token"},
        {"a: 1\n\tb: 2\n", "m.yaml:2:1", "found a tab character that violates indentation"},
        {"a: @x\n", "m.yaml:1:4",
         "found character that cannot start any token while scanning for the next token"},
        {"a: [1,\n  2\n", "m.yaml:3:1",
         "did not find expected ',' or ']' while parsing a flow sequence that begins on line 1"},
        {"a: 1\n b: 2\n", "m.yaml:2:3", "mapping values are not allowed in this context"},
        {"[1],\n", "m.yaml:1:4", "did not find expected <document start>"},
        {"a: b\x01\n", "m.yaml:1:5", "control characters are not allowed"},
        {"a: \xc2\x80\n", "m.yaml:1:4", "control characters are not allowed"},
        {"a: \xef\xbf\xbf\n", "m.yaml:1:4", "control characters are not allowed"},
        {std::string("\0\0\0a", 4), "m.yaml:1:1", "control characters are not allowed"},
        {"a: *nope\n", "m.yaml:1:4", "found undefined alias *nope"},
        {"a: &x 1\nb: &x 2\n", "m.yaml:2:4", "found duplicate anchor &x"},
        {"a: 1\n---\nb: 2\n", "m.yaml:2:1", "a second YAML document (---) begins here"},
    };
    for (const auto& [text, where, what] : cases) {
        const auto parsed = parse_yaml(text, "m.yaml");
        BOOST_TEST_REQUIRE(parsed.syntax_error.has_value(), text);
        BOOST_TEST(parsed.syntax_error->location == where, text);
        BOOST_TEST(
            parsed.syntax_error->message.find(what) != std::string::npos,
            parsed.syntax_error->message
        );
    }
    BOOST_TEST(read("a: \"x\n  y\"") == R"({"a":"x y"})");
    BOOST_TEST(read("a: |\n  x") == R"({"a":"x"})");
}

BOOST_AUTO_TEST_CASE(text_without_a_value_is_null)
{
    for (const char* text : {"", "\n", "# nothing\n", "---\n", "---\n...\n", "~"})
        BOOST_TEST(read(text) == "null", text);
}

BOOST_AUTO_TEST_CASE(bounds_the_levels_also_by_aliases)
{
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + std::string(levels, ']');
    };
    BOOST_TEST(read(nested(128)) == nested(128));
    BOOST_TEST(read(nested(129)) == "problem");
    BOOST_TEST(read(std::string(1'000'000, '[')) == "problem");
    BOOST_TEST(read(std::string(1'000'000, '{')) == "problem");
    std::string chain = "a0: &a0 []\n";
    for (int i = 1; i < 200; ++i) {
        const auto number = std::to_string(i);
        chain += "a" + number + ": &a" + number + " [*a" + std::to_string(i - 1) + "]\n";
    }
    BOOST_TEST(parse_yaml(chain, "m.yaml").syntax_error->location == "m.yaml:128:14");
}

BOOST_AUTO_TEST_CASE(aliases_and_keys_mean_what_pyyaml_means)
{
    BOOST_TEST(read("a: &x 1\nb: *x\n") == R"({"a":1,"b":1})");
    BOOST_TEST(read("&k a: 1\nb: *k\n") == R"({"a":1,"b":"a"})");
    BOOST_TEST(read("a: &x b\n*x : 1\n") == R"({"a":"b","b":1})");
    BOOST_TEST(read("a: &x [1]\n*x : 1\n") == "problem");
    BOOST_TEST(
        read("d: {<<: [{a: 1, b: 2}, {a: 3, c: 4}], b: 5}\n") == R"({"d":{"a":1,"c":4,"b":5}})"
    );
    BOOST_TEST(read("!!str a: 1\n") == R"({"a":1})");
    for (const char* text : {"!foo a: 1\n", "? \n: 1\n", "~: 1\n", "{a: 1, ? [b] : 2}\n"})
        BOOST_TEST(read(text) == "problem", text);
}

BOOST_AUTO_TEST_CASE(refuses_what_datasette_would_not_read)
{
    for (const char* text :
         {"a: 1\n---\nb: 2\n", "a: !!binary aGk=\n", "a: !!set {x, y}\n", "a: !foo x\n",
          "[1, 2]: x\n", "a: *nope\n", "a: [1\n"})
        BOOST_TEST(read(text) == "problem", text);
}

BOOST_AUTO_TEST_CASE(warns_of_keys_that_are_no_texts)
{
    const auto parsed = parse_yaml("2020: a\non: b\n'off': c\n", "m.yaml");
    BOOST_TEST(boost::json::serialize(parsed.value) == R"({"2020":"a","on":"b","off":"c"})");
    BOOST_TEST(parsed.warnings.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
