#include "gateway/config/config.hpp"

#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(config)

namespace {

using dsgw::test::has;
using dsgw::test::some_hash;
using dsgw::test::temp_folder;
using dsgw::test::text_of;

/// The documents' own example.
const std::string bigmac = R"({"title": "Big Mac index", "plugins": {"datasette-auth-passwords": {
    "http_basic_auth": true, "someusername_password_hash": ")" +
                           some_hash + R"(",
    "actors": {"someusername": {"id": "someusername", "name": "API user"}}}},
    "databases": {"bigmac": {"source_url": "https://example.org/", "allow": {"id": "*"}}}})";

dsgw::config_inputs metadata(const std::string& file)
{
    dsgw::config_inputs inputs;
    inputs.metadata = file;
    return inputs;
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_the_documents_example)
{
    const temp_folder f;
    const auto r = dsgw::load_config(metadata(f.write("metadata.json", bigmac)));
    BOOST_TEST(r.problems.empty(), text_of(r.problems));
    BOOST_TEST(r.warnings.empty(), text_of(r.warnings));
    BOOST_REQUIRE(r.value);
    BOOST_TEST(r.value->http_basic_auth);
    const auto* account = r.value->accounts->find("someusername");
    BOOST_REQUIRE(account);
    BOOST_TEST(account->who->text() == R"({"id":"someusername","name":"API user"})");
    BOOST_TEST(r.value->base_url == "/");
    BOOST_REQUIRE(r.value->allow_places.size() == 1u);
    BOOST_TEST(
        r.value->allow_places[0].where == f.path("metadata.json") + ": databases.bigmac.allow"
    );
    BOOST_TEST(r.value->allow_places[0].database == "bigmac");
    BOOST_TEST(r.value->allow_places[0].whole_database);
}

BOOST_AUTO_TEST_CASE(nothing_configured_is_a_configuration)
{
    const auto r = dsgw::load_config({});
    BOOST_REQUIRE(r.value);
    BOOST_TEST(r.value->accounts->empty());
    BOOST_TEST(!r.value->http_basic_auth);
}

BOOST_AUTO_TEST_CASE(reports_all_problems_together)
{
    const temp_folder f;
    dsgw::config_inputs inputs;
    inputs.metadata = f.write(
        "metadata.json", R"({"plugins": {"datasette-auth-passwords": {"a_password_hash": "x"},
                             "datasette-gateway": {"relam": 1, "auth": {"kdf_queue": -1}}},
                             "databases": {"d": 3}})"
    );
    inputs.config =
        f.write("datasette.yaml", "databases:\n  d:\n    queries: [1]\n  e: &x\n    <<: 1\n");
    inputs.settings = {{"settings.base_url", "/a b/"}, {"x.y", "18446744073709551616"}};
    const auto r = dsgw::load_config(inputs);
    BOOST_TEST(!r.value);
    BOOST_TEST(has(r.problems, "a_password_hash", "account \"a\""));
    BOOST_TEST(has(r.problems, "relam", "did you mean realm?"));
    BOOST_TEST(has(r.problems, "auth.kdf_queue", "integer"));
    BOOST_TEST(has(r.problems, "metadata.json: databases.d", "object"));
    BOOST_TEST(has(r.problems, "datasette.yaml:5:", "merges a map"));
    BOOST_TEST(has(r.problems, "base_url", "path"));
    BOOST_TEST(has(r.problems, "-s x.y", "64 bits"));
    BOOST_TEST(r.problems.size() == 7u, text_of(r.problems));
}

BOOST_AUTO_TEST_CASE(both_files_and_the_command_line_make_one_configuration)
{
    const temp_folder f;
    auto inputs = metadata(f.write("m.json", bigmac));
    inputs.config = f.write(
        "d.yaml",
        "plugins:\n  datasette-gateway:\n    realm: Yaml\n    limits: {headers: 50}\n"
        "settings:\n  base_url: /yaml\nallow_sql: off\n"
    );
    inputs.settings = {{"plugins.datasette-gateway.realm", "Line"}, {"max_returned_rows", "9"}};
    const auto r = dsgw::load_config(inputs);
    BOOST_TEST(r.problems.empty(), text_of(r.problems));
    BOOST_REQUIRE(r.value);
    BOOST_TEST(r.value->settings.realm == "Line");
    BOOST_TEST(r.value->settings.limits.headers_max == 50u);
    BOOST_TEST(r.value->base_url == "/yaml/");
    BOOST_TEST(r.value->datasette_config.at("allow_sql") == boost::json::value(false));
    BOOST_TEST(
        (r.value->datasette_settings == std::vector<dsgw::setting_pair>{{"max_returned_rows", "9"}})
    );
}

BOOST_AUTO_TEST_CASE(force_https_urls_of_the_command_line_wins)
{
    const temp_folder f;
    dsgw::config_inputs inputs;
    inputs.config = f.write("datasette.yaml", "settings:\n  force_https_urls: true\n");
    BOOST_TEST(dsgw::load_config(inputs).value->force_https_urls);
    inputs.settings = {{"force_https_urls", "off"}};
    BOOST_TEST(!dsgw::load_config(inputs).value->force_https_urls);
    inputs.settings = {{"force_https_urls", "off"}, {"settings.force_https_urls", "on"}};
    BOOST_TEST(dsgw::load_config(inputs).value->force_https_urls);
    BOOST_TEST(!dsgw::load_config({}).value->force_https_urls);
}

BOOST_AUTO_TEST_CASE(base_url_of_the_command_line_wins)
{
    dsgw::config_inputs inputs;
    inputs.settings = {{"settings.base_url", "/one/"}, {"base_url", "two"}};
    const auto r = dsgw::load_config(inputs);
    BOOST_REQUIRE(r.value);
    BOOST_TEST(r.value->base_url == "/two/");
    BOOST_TEST(r.value->datasette_settings.back().second == "/two/");
}

BOOST_AUTO_TEST_CASE(references_of_the_gateway_s_block_are_resolved_and_never_shown)
{
    const dsgw::test::scoped_variable realm("DSGW_REALM", "ge\"heim"), none("DSGW_NONE", nullptr);
    const temp_folder f;
    const auto r = dsgw::load_config(metadata(
        f.write("m.json", R"({"plugins": {"datasette-gateway": {"realm": {"$env": "DSGW_REALM"},
                      "audit": {"path": {"$env": "DSGW_NONE"}}}}})")
    ));
    BOOST_TEST(r.problems.size() == 2u, text_of(r.problems));
    BOOST_TEST(has(r.problems, "datasette-gateway.realm", "quotes"));
    BOOST_TEST(has(r.problems, "datasette-gateway.audit.path", "DSGW_NONE"));
    BOOST_TEST(text_of(r.problems).find("heim") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_configuration_directory_is_read)
{
    const temp_folder f;
    f.write("metadata.json", bigmac);
    f.write("datasette.yaml", "allow_sql: false\n");
    f.write("settings.json", R"({"sql_time_limit_ms": 2000, "base_url": "/dir/"})");
    f.write("bigmac.db", "");
    dsgw::config_inputs inputs;
    inputs.files = {f.path()};
    const auto r = dsgw::load_config(inputs);
    BOOST_TEST(r.problems.empty(), text_of(r.problems));
    BOOST_REQUIRE(r.value);
    BOOST_TEST(r.value->accounts->find("someusername") != nullptr);
    BOOST_TEST(r.value->base_url == "/dir/");
    BOOST_TEST(r.value->datasette_config.contains("allow_sql"));
    BOOST_TEST(r.value->settings_of_directory == 2u);
    BOOST_TEST(
        (r.value->datasette_settings.front() == dsgw::setting_pair{"sql_time_limit_ms", "2000"})
    );
}

BOOST_AUTO_TEST_CASE(settings_json_is_not_used_beside_a_setting_of_the_command_line)
{
    const temp_folder f;
    f.write("settings.json", R"({"sql_time_limit_ms": 2000, "base_url": "/dir/"})");
    dsgw::config_inputs inputs;
    inputs.files = {f.path()};
    inputs.settings = {{"max_returned_rows", "10"}};
    const auto r = dsgw::load_config(inputs);
    BOOST_REQUIRE(r.value);
    BOOST_TEST(has(r.warnings, "settings.json", "is ignored"));
    BOOST_TEST(r.value->base_url == "/");
    BOOST_TEST(r.value->settings_of_directory == 0u);
    BOOST_TEST(r.value->datasette_settings.size() == 1u);
}

BOOST_AUTO_TEST_CASE(standard_input_cannot_be_both_files)
{
    dsgw::config_inputs inputs;
    inputs.metadata = "-";
    inputs.config = "-";
    const auto r = dsgw::load_config(inputs);
    BOOST_TEST(!r.value);
    BOOST_TEST(has(r.problems, "-m - -c -", "only one of them"));
}

BOOST_AUTO_TEST_CASE(a_hash_in_the_wrong_place_is_a_warning)
{
    const temp_folder f;
    const auto r = dsgw::load_config(metadata(f.write(
        "m.json", R"({"plugins": {"datasette-other": {"a_password_hash": ")" + some_hash +
                      R"("}}, "b_password_hash": [")" + some_hash + R"("]})"
    )));
    BOOST_TEST(r.problems.empty(), text_of(r.problems));
    BOOST_TEST(has(r.warnings, "datasette-other.a_password_hash", "makes no account"));
    BOOST_TEST(has(r.warnings, "b_password_hash[0]", "makes no account"));
    BOOST_TEST(text_of(r.warnings).find("$480000$") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(finds_allow_blocks_at_every_level)
{
    const temp_folder f;
    const auto r = dsgw::load_config(metadata(f.write(
        "m.yaml",
        "allow: true\nallow_sql: {id: a}\npermissions: {view-instance: {id: a}}\ndatabases:\n"
        "  d:\n    allow: {id: '*'}\n    allow_sql: false\n    tables: {t: {allow: {id: b}}}\n"
        "    queries: {q: {allow: {id: c}}, p: select 1}\n"
    )));
    BOOST_REQUIRE(r.value);
    BOOST_TEST(r.value->allow_places.size() == 7u);
}

BOOST_AUTO_TEST_CASE(refuses_a_file_with_nothing_in_it)
{
    const temp_folder f;
    for (const auto* name : {"m.json", "m.yaml"})
        for (const auto* text :
             {"", " \n", "# only a comment\n", "---\n", "null\n", "\xef\xbb\xbf"}) {
            const auto r = dsgw::load_config(metadata(f.write(name, text)));
            BOOST_TEST(!r.value, text);
            BOOST_TEST(has(r.problems, name, "is empty"), text_of(r.problems));
        }
    BOOST_TEST(dsgw::load_config(metadata(f.write("m.json", "{}"))).value != nullptr);
}

BOOST_AUTO_TEST_CASE(names_the_files_that_it_has_read)
{
    const temp_folder f;
    const auto hash = f.write("hash", some_hash);
    const auto file = f.write(
        "m.json", R"({"plugins": {"datasette-auth-passwords": {"a_password_hash": {"$file": ")" +
                      hash + R"("}}}})"
    );
    BOOST_TEST((dsgw::load_config(metadata(file)).files == std::vector<std::string>{file, hash}));
    const auto broken = f.write("broken.json", "{");
    const auto r = dsgw::load_config(metadata(broken));
    BOOST_TEST(!r.value);
    BOOST_TEST((r.files == std::vector<std::string>{broken}));
}

BOOST_AUTO_TEST_SUITE_END()
