#include "gateway/config/yaml/yaml_scalar.hpp"

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

BOOST_AUTO_TEST_SUITE(yaml_scalar)

namespace {

std::string read(std::string_view word)
{
    return boost::json::serialize(dsgw::resolve_plain_scalar(word).value);
}

}  // namespace

// What yaml.safe_load of PyYAML 6.0.3 makes of the same words.
BOOST_AUTO_TEST_CASE(means_what_pyyaml_means)
{
    const std::pair<const char*, const char*> cases[] = {
        {"yes", "true"},
        {"Off", "false"},
        {"y", "\"y\""},
        {"~", "null"},
        {"NULL", "null"},
        {"nUll", "\"nUll\""},
        {"0", "0"},
        {"017", "15"},
        {"0o17", "\"0o17\""},
        {"08", "\"08\""},
        {"1_000", "1000"},
        {"0b101", "5"},
        {"-0x1F", "-31"},
        {"1:30", "90"},
        {"190:20:30", "685230"},
        {"1:75", "\"1:75\""},
        {"-1:30", "-90"},
        {"00:30", "\"00:30\""},
        {"1e5", "\"1e5\""},
        {"1.0e5", "\"1.0e5\""},
        {"._5", "\"._5\""},
        {"-.5", "\"-.5\""},
        {"18446744073709551615", "18446744073709551615"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"0_", "0"},
        {"+1", "1"},
        {"a:b", "\"a:b\""},
        {"1.2.3.4", "\"1.2.3.4\""},
        {"0xfg", "\"0xfg\""},
        {"-", "\"-\""},
    };
    for (const auto& [word, expected] : cases)
        BOOST_TEST(read(word) == expected, word);
    BOOST_TEST(dsgw::resolve_plain_scalar("1.5e+3").value.as_double() == 1500.0);
    BOOST_TEST(dsgw::resolve_plain_scalar("1.").value.as_double() == 1.0);
    BOOST_TEST(dsgw::resolve_plain_scalar(".5").value.as_double() == 0.5);
    BOOST_TEST(dsgw::resolve_plain_scalar("1:30.5").value.as_double() == 90.5);
    BOOST_TEST(dsgw::resolve_plain_scalar("1_0.5_0").value.as_double() == 10.5);
}

BOOST_AUTO_TEST_CASE(refuses_what_json_cannot_hold)
{
    for (const char* word :
         {"18446744073709551616", "-9223372036854775809", ".inf", "-.Inf", ".nan", "1.0e+400", "=",
          "<<", "0b_"})
        BOOST_TEST(!dsgw::resolve_plain_scalar(word).problem.empty(), word);
    BOOST_TEST(!dsgw::resolve_plain_scalar(std::string(100000, '9')).problem.empty());
}

BOOST_AUTO_TEST_CASE(keeps_dates_as_text_and_says_so)
{
    for (const char* word :
         {"2020-01-01", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43 Z"}) {
        const auto resolved = dsgw::resolve_plain_scalar(word);
        BOOST_TEST(resolved.value.as_string() == word);
        BOOST_TEST(!resolved.warning.empty());
    }
    for (const char* word : {"2020-1-1", "20-01-01", "2020-01-01x", "2001-12-14t21:59"})
        BOOST_TEST(dsgw::resolve_plain_scalar(word).warning.empty(), word);
}

BOOST_AUTO_TEST_SUITE_END()
