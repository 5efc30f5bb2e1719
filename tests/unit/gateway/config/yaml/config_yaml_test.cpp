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

BOOST_AUTO_TEST_CASE(refuses_a_quote_that_is_never_closed)
{
    for (const char* text : {"a: \"x\nb: 1\n", "a: 'x\n", "a: 'x"}) {
        const auto parsed = parse_yaml(text, "m.yaml");
        BOOST_REQUIRE(parsed.syntax_error.has_value());
        BOOST_TEST(
            parsed.syntax_error->message.find("ends within a value") != std::string::npos, text
        );
    }
    BOOST_TEST(parse_yaml("a: \"x\nb: 1\n", "m.yaml").syntax_error->location == "m.yaml:3:1");
    BOOST_TEST(read("a: \"x\n  y\"") == R"({"a":"x y"})");
    BOOST_TEST(read("a: |\n  x") == R"({"a":"x\n"})");
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
