#include "gateway/config/config_json.hpp"

#include "gateway/http/limits.hpp"
#include "tests/unit/support/problems.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <string_view>

using namespace dsgw;
using dsgw::test::text_of;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(config_json)

namespace {

strict_json parse(std::string_view text) { return parse_strict_json(text, "m.json"); }

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

/// The place of the only problem.
std::string problem_of(std::string_view text)
{
    const auto read = parse(text);
    BOOST_TEST(!read.syntax_error);
    BOOST_TEST_REQUIRE(read.problems.size() == 1U, text_of(read.problems));
    BOOST_TEST(read.value.is_null());
    return read.problems[0].location;
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_json_as_it_is)
{
    for (const std::string text :
         {"null", "true", "{}", "[]", R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})", R"("\u00e4")",
          "9223372036854775807", "18446744073709551615", "-9223372036854775808"}) {
        const auto read = parse(text);
        BOOST_TEST(!read.syntax_error);
        BOOST_TEST(read.problems.empty(), text_of(read.problems));
        BOOST_TEST((read.value == json::parse(text)), text);
    }
}

BOOST_AUTO_TEST_CASE(doubles_are_exact_in_the_last_bit)
{
    BOOST_TEST(parse("9007199254740993.0").value.as_double() == 9007199254740992.0);
    BOOST_TEST(parse("0.1").value.as_double() == 0.1);
    BOOST_TEST(parse("1e23").value.as_double() == 1e23);
}

BOOST_AUTO_TEST_CASE(a_key_twice_is_a_problem_with_its_place)
{
    BOOST_TEST(problem_of("{\"a\": 1,\n  \"a\": 2}") == "m.json:2:4: a");
    BOOST_TEST(problem_of(R"({"x": {"y": [0, {"k": 1, "k": 1}]}})").ends_with(": x.y[1].k"));
    // The same key, written in two ways.
    BOOST_TEST(problem_of(R"({"a": 1, "\u0061": 2})").ends_with(": a"));
}

BOOST_AUTO_TEST_CASE(a_number_that_would_change_is_a_problem)
{
    for (const std::string_view text :
         {"18446744073709551616", "-9223372036854775809", "1e400", "-1e400"})
        BOOST_TEST(problem_of(text).starts_with("m.json:1:"), text);
}

BOOST_AUTO_TEST_CASE(nesting_has_a_limit)
{
    BOOST_TEST(parse(nested(limits::config_depth_max - 1)).problems.empty());
    BOOST_TEST(parse(nested(limits::config_depth_max)).problems.empty());
    BOOST_TEST(parse(nested(limits::config_depth_max + 1)).problems.size() == 1U);
    BOOST_TEST(!parse(nested(limits::config_depth_max + 1)).syntax_error);
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_a_syntax_error_with_its_place)
{
    for (const std::string_view text :
         {"", " ", "{", "[1,]", "{\"a\":1,}", "{a: 1}", "'a'", "{} {}", "// c\n{}", "NaN", "01",
          "\xff", "\"\n\"", "tru"})
        BOOST_TEST((parse(text).syntax_error.has_value() && parse(text).problems.empty()), text);
    BOOST_TEST(parse("{\n\"a\": ?}").syntax_error->location == "m.json:2:6");
}

BOOST_AUTO_TEST_CASE(columns_count_characters)
{
    BOOST_TEST(text_place("", "f", 0) == "f:1:1");
    BOOST_TEST(text_place("ab\ncd", "f", 0) == "f:1:1");
    BOOST_TEST(text_place("ab\ncd", "f", 2) == "f:1:3");
    BOOST_TEST(text_place("ab\ncd", "f", 3) == "f:2:1");
    BOOST_TEST(text_place("\xc3\xa4x", "f", 2) == "f:1:2");
    BOOST_TEST(text_place("ab", "f", 99) == "f:1:3");
}

BOOST_AUTO_TEST_SUITE_END()
