#include "gateway/config/config_value.hpp"

#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(config_value)

namespace {

using dsgw::parse_config_text;
using dsgw::test::has;
using dsgw::test::text_of;

std::string compact(const dsgw::parsed_config& parsed)
{
    return boost::json::serialize(parsed.value);
}

}  // namespace

BOOST_AUTO_TEST_CASE(content_decides_not_the_extension)
{
    BOOST_TEST(compact(parse_config_text(R"({"a": [1, true]})", "x.yaml")) == R"({"a":[1,true]})");
    BOOST_TEST(compact(parse_config_text("a:\n  - 1\n  - yes\n", "x.json")) == R"({"a":[1,true]})");
    BOOST_TEST(compact(parse_config_text("\xef\xbb\xbf{\"a\": 1}", "x.json")) == R"({"a":1})");
}

BOOST_AUTO_TEST_CASE(broken_json_that_is_yaml_is_read_with_a_warning)
{
    const auto parsed = parse_config_text("{\"a\": 1,\n}", "m.json");
    BOOST_TEST(compact(parsed) == R"({"a":1})");
    BOOST_TEST(has(parsed.warnings, "m.json:2:1", "read as YAML"), text_of(parsed.warnings));
    BOOST_TEST(parse_config_text("a: 1", "m.yaml").warnings.empty());
}

BOOST_AUTO_TEST_CASE(the_error_shown_fits_the_extension)
{
    const char* text = "{\"a\": [1,\n \"b\": }";
    const auto as_json = parse_config_text(text, "m.json");
    BOOST_TEST(has(as_json.problems, "m.json:2:", "not valid JSON"), text_of(as_json.problems));
    const auto as_yaml = parse_config_text(text, "m.yaml");
    BOOST_TEST(has(as_yaml.problems, "m.yaml:2:", "not valid YAML"), text_of(as_yaml.problems));
    BOOST_TEST(has(parse_config_text(text, "m").problems, "m:2:", "not valid JSON"));
}

BOOST_AUTO_TEST_CASE(refuses_a_repeated_key)
{
    const auto parsed =
        parse_config_text("{\"p\": {\"x y\": [0, {\"a\": 1,\n  \"a\": 2}]}}", "m.json");
    BOOST_TEST(
        has(parsed.problems, "m.json:2:4: p.\"x y\"[1].a", "twice"), text_of(parsed.problems)
    );
    BOOST_TEST(parsed.value.is_null());
    BOOST_TEST(has(parse_config_text(R"({"a": 1, "\u0061": 2})", "m.json").problems, "a", "twice"));
    BOOST_TEST(parse_config_text(R"({"a": {"b": 1}, "b": {"a": 1}})", "m.json").problems.empty());
}

BOOST_AUTO_TEST_CASE(refuses_integers_that_would_be_rounded)
{
    BOOST_TEST(
        compact(parse_config_text("[18446744073709551615, -9223372036854775808]", "m")) ==
        "[18446744073709551615,-9223372036854775808]"
    );
    const auto above = parse_config_text(R"({"id": 18446744073709551616})", "m.json");
    BOOST_TEST(has(above.problems, "id", "64 bits"));
    BOOST_TEST(!parse_config_text("[-9223372036854775809]", "m.json").problems.empty());
    BOOST_TEST(parse_config_text("[1e30]", "m.json").problems.empty());
}

BOOST_AUTO_TEST_CASE(keeps_every_bit_of_a_double)
{
    const auto parsed =
        parse_config_text("[0.1, 2.2250738585072014e-308, 123456789.123456789]", "m");
    BOOST_TEST(parsed.value.at(0).as_double() == 0.1);
    BOOST_TEST(parsed.value.at(1).as_double() == 2.2250738585072014e-308);
    BOOST_TEST(parsed.value.at(2).as_double() == 123456789.123456789);
}

BOOST_AUTO_TEST_CASE(depth_is_limited)
{
    const auto nested = [](std::size_t n) { return std::string(n, '[') + std::string(n, ']'); };
    BOOST_TEST(parse_config_text(nested(128), "m.json").problems.empty());
    BOOST_TEST(has(parse_config_text(nested(129), "m.json").problems, "m.json:1:", "128 levels"));
    BOOST_TEST(!parse_config_text(nested(100000), "m.json").problems.empty());
    BOOST_TEST(!parse_config_text("a: " + nested(100000), "m.yaml").problems.empty());
}

BOOST_AUTO_TEST_CASE(refuses_bytes_that_are_not_utf8)
{
    for (const char* bad : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
        const auto parsed = parse_config_text("{\"a\":\n\"" + std::string(bad) + "\"}", "m.json");
        BOOST_TEST(has(parsed.problems, "m.json:2:2", "UTF-8"), text_of(parsed.problems));
    }
    BOOST_TEST(parse_config_text("{\"\xf0\x9f\x8d\x94\": \"\xc3\xa9\"}", "m.json").problems.empty()
    );
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_read_are_problems)
{
    const dsgw::test::temp_folder folder;
    BOOST_TEST(
        has(dsgw::read_config_file(folder.path("none.json")).problems, "none.json", "No such file")
    );
    BOOST_TEST(has(dsgw::read_config_file(folder.path()).problems, "", "directory"));
    BOOST_TEST(has(
        dsgw::read_config_object(folder.write("l.json", "[1]")).problems, "l.json", "not an object"
    ));
    BOOST_TEST(
        has(dsgw::read_config_object(folder.write("e.yaml", "# nothing\n")).problems, "e.yaml",
            "is empty")
    );
    const auto large = folder.write("large.json", std::string(16 * 1024 * 1024 + 1, ' '));
    BOOST_TEST(has(dsgw::read_config_file(large).problems, "large.json", "16 MiB"));
}

BOOST_AUTO_TEST_SUITE_END()
