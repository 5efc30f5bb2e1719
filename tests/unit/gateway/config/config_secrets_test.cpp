#include "gateway/config/config_secrets.hpp"

#include "gateway/config/config.hpp"
#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(config_secrets)

namespace {

using dsgw::test::has;
using dsgw::test::scoped_variable;
using dsgw::test::temp_folder;
using dsgw::test::text_of;

const std::string one_key = "hp7Aod4LRyMKxkQovRU8GFGgd3za4NsI4SXXphHCVzs=";
const std::string other_key = "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=";

dsgw::load_result load(const std::string& plugins)
{
    const temp_folder f;
    dsgw::config_inputs inputs;
    inputs.metadata = f.write("metadata.json", R"({"allow": true, "plugins": )" + plugins + "}");
    return dsgw::load_config(inputs);
}

dsgw::load_result load_own(const std::string& secrets)
{
    return load(R"({"datasette-gateway": {"secrets": )" + secrets + "}}");
}

dsgw::load_result load_plugins(const std::string& block)
{
    return load(R"({"datasette-secrets": )" + block + "}");
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_keys_in_their_order)
{
    const scoped_variable set("DSGW_TEST_KEY", other_key.c_str());
    const auto r = load_own(
        R"({"keys": {"new": ")" + one_key + R"(", "default": {"$env": "DSGW_TEST_KEY"}}})"
    );
    BOOST_REQUIRE_MESSAGE(r.value, text_of(r.problems));
    BOOST_TEST(r.warnings.empty(), text_of(r.warnings));
    const auto& secrets = r.value->secrets;
    BOOST_TEST(secrets.is_configured);
    BOOST_REQUIRE(secrets.keys.size() == 2u);
    BOOST_TEST(secrets.keys[0].name == "new");
    BOOST_TEST(secrets.keys[0].text == one_key);
    BOOST_TEST(
        secrets.keys[0].where.ends_with("metadata.json: plugins.datasette-gateway.secrets.keys.new")
    );
    BOOST_TEST(secrets.keys[1].name == "default");
    BOOST_TEST(secrets.keys[1].text == other_key);
}

BOOST_AUTO_TEST_CASE(reads_registrations)
{
    const auto r = load_own(R"({"register": [
        {"name": "OPENAI_API_KEY", "description": "For <b>all</b>",
         "obtain_url": "https://platform.openai.com/api-keys", "obtain_label": "Get one"},
        {"name": "PLAIN", "description": null}]})");
    BOOST_REQUIRE_MESSAGE(r.value, text_of(r.problems));
    const auto& list = r.value->secrets.registrations;
    BOOST_REQUIRE(list.size() == 2u);
    BOOST_TEST(list[0].name == "OPENAI_API_KEY");
    BOOST_TEST(list[0].description == "For <b>all</b>");
    BOOST_TEST(list[0].obtain_url == "https://platform.openai.com/api-keys");
    BOOST_TEST(list[0].obtain_label == "Get one");
    BOOST_TEST(list[1].name == "PLAIN");
    BOOST_TEST(list[1].description.empty());
}

BOOST_AUTO_TEST_CASE(names_every_error_with_its_path)
{
    const std::tuple<std::string, const char*, const char*> cases[] = {
        {R"({"keys": []})", "secrets.keys", "must be of type: object"},
        {R"({"keys": {"k": 1}})", "secrets.keys.k", "must be a string"},
        {R"({"keys": {"k": ""}})", "secrets.keys.k", "32 bytes"},
        {R"({"keys": {"k": "no base64"}})", "secrets.keys.k", "base64"},
        {R"({"keys": {"k": "c2hvcnQ="}})", "secrets.keys.k", "32 bytes"},
        {R"({"keys": {"a b": ")" + one_key + "\"}}", "secrets.keys.\"a b\"", "key's name"},
        {R"({"register": {}})", "secrets.register", "list of objects"},
        {R"({"register": ["NAME"]})", "secrets.register", "list of objects"},
        {R"({"register": [{"name": "A"}, {}]})", "register[1].name",
         "must be the name of a secret"},
        {R"({"register": [{"name": "a/b"}]})", "register[0].name", "must be the name of a secret"},
        {R"({"register": [{"name": 5}]})", "register[0].name", "must be a string"},
        {R"({"register": [{"name": "A", "url": "x"}]})", "register[0].url", "not a known key"},
        {R"({"register": [{"name": "A", "obtain_urls": ""}]})", "obtain_urls", "obtain_url?"},
        {R"({"register": [{"name": "A", "obtain_url": "javascript:x"}]})", "register[0].obtain_url",
         "http://"},
        {R"({"path": ""})", "secrets.path", "must not be empty"},
    };
    for (const auto& [block, where, what] : cases) {
        const auto r = load_own(block);
        BOOST_TEST(!r.value, block);
        BOOST_TEST(has(r.problems, where, what), block << '\n' << text_of(r.problems));
        BOOST_TEST(text_of(r.problems).find("c2hvcnQ") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(reads_the_plugins_block_under_both_names_of_its_key)
{
    for (const std::string name : {"encryption-key", "encryption_key"}) {
        const auto r = load_plugins("{\"database\": \"d\", \"" + name + "\": \"" + one_key + "\"}");
        BOOST_REQUIRE_MESSAGE(r.value, text_of(r.problems));
        BOOST_TEST(r.warnings.empty(), text_of(r.warnings));
        const auto& secrets = r.value->secrets;
        BOOST_REQUIRE(secrets.plugin_key.has_value());
        BOOST_TEST(secrets.plugin_key->name == "default");
        BOOST_TEST(secrets.plugin_key->text == one_key);
        BOOST_TEST(*secrets.database == "d");
        BOOST_TEST(secrets.is_configured);
    }
}

BOOST_AUTO_TEST_CASE(the_plugins_key_is_missing_as_it_is_for_the_plugin)
{
    const scoped_variable unset("DSGW_TEST_KEY", nullptr);
    const auto r = load_plugins(R"({"encryption-key": {"$env": "DSGW_TEST_KEY"}})");
    BOOST_REQUIRE_MESSAGE(r.value, text_of(r.problems));
    BOOST_TEST(has(r.warnings, "datasette-secrets.encryption-key", "DSGW_TEST_KEY"));
    BOOST_TEST(!r.value->secrets.plugin_key.has_value());
    for (const char* empty : {R"({"encryption-key": ""})", R"({"encryption-key": null})", "{}"})
        BOOST_TEST(!load_plugins(empty).value->secrets.plugin_key.has_value(), empty);
}

BOOST_AUTO_TEST_CASE(reports_errors_in_the_plugins_block)
{
    const std::tuple<std::string, const char*, const char*> cases[] = {
        {R"({"encryption-key": "short"})", "encryption-key", "base64"},
        {R"({"encryption-key": 5})", "encryption-key", "must be a string"},
        {R"({"encryption-key": {"$file": "/none/such"}})", "encryption-key", "/none/such"},
        {"{\"encryption-key\": \"" + one_key + "\", \"encryption_key\": \"" + other_key + "\"}",
         "encryption_key", "differs"},
        {R"({"database": 1})", "database", "must be a string"},
    };
    for (const auto& [block, where, what] : cases) {
        const auto r = load_plugins(block);
        BOOST_TEST(!r.value, block);
        BOOST_TEST(has(r.problems, where, what), block << '\n' << text_of(r.problems));
    }
    const auto r = load_plugins(R"({"databse": "d"})");
    BOOST_REQUIRE(r.value);
    BOOST_TEST(has(r.warnings, "databse", "not a setting of datasette-secrets"));
}

BOOST_AUTO_TEST_CASE(accepts_an_empty_configuration)
{
    const auto r = load("{}");
    BOOST_REQUIRE(r.value);
    BOOST_TEST(!r.value->secrets.is_configured);
    BOOST_TEST(r.value->secrets.keys.empty());
}

BOOST_AUTO_TEST_SUITE_END()
