#include "gateway/config/access_words.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>

using namespace dsgw;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(access_words)

BOOST_AUTO_TEST_CASE(recognises_other_spellings_and_words_for_allow)
{
    for (const std::string_view key :
         {"alow", "allwo", "Allow", "ALLOW", "allowed", "allow_only", "allow-only", "only_allow",
          "allowed_users", "allowlist", "allow_list", "whitelist"})
        BOOST_TEST(meant_allow_key(key) == "allow", key);
    for (const std::string_view key :
         {"allow_sq", "allow-sql", "Allow_SQL", "allowed_sql", "allow_query", "allow_execute_sql"})
        BOOST_TEST(meant_allow_key(key) == "allow_sql", key);
}

BOOST_AUTO_TEST_CASE(leaves_the_keys_themselves_and_other_words_alone)
{
    for (const std::string_view key :
         {"", "a", "allow", "allow_sql", "alloy", "fallow", "hallow", "title", "about", "slow",
          "allow_download", "allow_facet", "allow_signed_tokens", "allow_csv_stream"})
        BOOST_TEST(meant_allow_key(key) == "", key);
}

BOOST_AUTO_TEST_CASE(recognises_the_gateways_own_plugins)
{
    for (const std::string_view key :
         {"datasette-auth-passwords", "datasette-auth-password", "datasette_auth_passwords",
          "datasette-gateway", "datasette-gatway", "datasette-secrets"})
        BOOST_TEST(is_own_plugin(key), key);
    for (const std::string_view key : {"", "datasette", "datasette-auth-github", "secrets"})
        BOOST_TEST(!is_own_plugin(key), key);
}

BOOST_AUTO_TEST_CASE(a_rule_is_a_key_with_a_value_that_decides)
{
    for (const auto& [key, value] : {
             std::pair{"allow", "{}"},
             {"allow", R"({"id": "root"})"},
             {"allow", "false"},
             {"alow", R"({"id": "root"})"},
             {"allowed", "false"},
             {"allow_sql", "{}"},
             {"allow_sql", "true"},
             {"permissions", "{}"},
             {"permisions", R"({"view-table": {"id": "root"}})"},
         })
        BOOST_TEST(is_access_rule(key, json::parse(value)), key << ' ' << value);
    for (const auto& [key, value] : {
             std::pair{"allow", "true"},
             {"allow", "null"},
             {"allow", R"("root")"},
             {"allowed", R"(["a"])"},
             {"permissions", "true"},
             {"permisions", R"({"colour": 1})"},
             {"title", "{}"},
         })
        BOOST_TEST(!is_access_rule(key, json::parse(value)), key << ' ' << value);
}

BOOST_AUTO_TEST_CASE(a_rule_in_the_place_of_a_name_is_told_from_a_database_of_that_name)
{
    for (const auto& [key, value] : {
             std::pair{"allow", "{}"},
             {"allow_sql", "false"},
             {"allowed", R"({"id": "root"})"},
             {"whitelist", "{}"},
             {"whitelist", R"("root")"},
             {"permisions", R"({"view-table": true})"},
         })
        BOOST_TEST(is_rule_in_place_of_name(key, json::parse(value)), key << ' ' << value);
    for (const auto& [key, value] : {
             std::pair{"allow", "null"},
             {"whitelist", R"({"tables": {}})"},
             {"data", R"({"id": "root"})"},
             {"permisions", R"({"title": "x"})"},
             {"settings", R"({"title": "x"})"},
         })
        BOOST_TEST(!is_rule_in_place_of_name(key, json::parse(value)), key << ' ' << value);
}

BOOST_AUTO_TEST_CASE(finds_a_rule_at_any_depth)
{
    for (const std::string text :
         {R"({"allow": {"id": "root"}})", R"({"a": {"b": [{"c": {"alow": false}}]}})",
          R"([{"allow_sql": true}])", R"({"x": {"http_basic_auth": true}})",
          R"({"datasette-auth-passwords": {}})", R"({"x": {"unauthenticated": true}})"})
        BOOST_TEST(holds_access_rule(json::parse(text)), text);
    for (const std::string text :
         {"null", "7", R"("allow")", "{}", "[]", R"({"title": "allow"})", R"({"a": [{"b": 1}]})",
          R"({"allow": true})"})
        BOOST_TEST(!holds_access_rule(json::parse(text)), text);
}

BOOST_AUTO_TEST_SUITE_END()
