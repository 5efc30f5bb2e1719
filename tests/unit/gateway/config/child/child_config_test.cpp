#include "gateway/config/child/child_config.hpp"

#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(child_config)

namespace {

using dsgw::datasette_line;
using dsgw::test::has;
using dsgw::test::some_hash;
using dsgw::test::text_of;
namespace json = boost::json;

dsgw::config make(const char* metadata, const char* config = "{}", const char* overrides = "{}")
{
    dsgw::config out;
    std::string text(metadata);
    for (auto at = text.find("HASH"); at != text.npos; at = text.find("HASH"))
        text.replace(at, 4, some_hash);
    out.metadata = json::parse(text).get_object();
    out.datasette_config = json::parse(config).get_object();
    out.overrides = json::parse(overrides).get_object();
    return out;
}

bool contains(const std::vector<std::string>& list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

constexpr const char* both_kinds = R"({
    "title": "T", "license": "L", "allow": {"id": "*"}, "allow_sql": false, "mystery": 1,
    "permissions": {"debug-menu": {"id": "root"}}, "extra_css_urls": ["/a.css"],
    "settings": {"x": 1},
    "databases": {"d": {"description": "D", "allow": {}, "allow_sql": {"id": "a"},
      "queries": {"q": {"sql": "select 1", "title": "Q", "allow": {"id": "b"}}},
      "tables": {"t": {"title": "TT", "columns": {"c": "the c"}, "units": {"c": "m"},
                       "hidden": true,
                       "facets": ["c"], "allow": {"id": "c"},
                       "permissions": {"insert-row": true}}}}}})";

}  // namespace

BOOST_AUTO_TEST_CASE(metadata_is_split_in_two_for_the_1_0_line)
{
    const auto child = dsgw::make_child_config(make(both_kinds), datasette_line::v1_0);
    const auto shown =
        json::parse(R"({"title": "T", "license": "L", "mystery": 1, "settings": {"x": 1},
        "databases": {"d": {"description": "D", "tables": {"t": {"title": "TT",
          "columns": {"c": "the c"}, "units": {"c": "m"}}}}}})");
    const auto decides = json::parse(R"({"allow": {"id": "*"}, "allow_sql": false, "mystery": 1,
        "permissions": {"debug-menu": {"id": "root"}}, "extra_css_urls": ["/a.css"],
        "databases": {"d": {"allow": {}, "allow_sql": {"id": "a"},
          "queries": {"q": {"sql": "select 1", "title": "Q", "allow": {"id": "b"}}},
          "tables": {"t": {"hidden": true, "facets": ["c"], "allow": {"id": "c"},
                           "permissions": {"insert-row": true}}}}}})");
    BOOST_TEST(json::parse(child.metadata_json) == shown);
    BOOST_TEST(json::parse(child.config_json) == decides);
    BOOST_TEST(child.warnings.empty(), text_of(child.warnings));
}

BOOST_AUTO_TEST_CASE(everything_is_in_one_file_for_the_0_65_line)
{
    const auto child = dsgw::make_child_config(
        make(
            R"({"title": "T", "databases": {"d": {"description": "D"}}})",
            R"({"databases": {"d": {"allow": false}}, "settings": {"sql_time_limit_ms": 5}})"
        ),
        datasette_line::v0_65
    );
    BOOST_TEST(
        json::parse(child.metadata_json) ==
        json::parse(R"({"title": "T", "databases": {"d": {"description": "D", "allow": false}}})")
    );
    BOOST_TEST(child.config_json == "");
    BOOST_TEST((child.settings == std::vector<dsgw::setting_pair>{{"sql_time_limit_ms", "5"}}));
}

BOOST_AUTO_TEST_CASE(no_hash_key_or_gateway_block_is_left_anywhere)
{
    const auto from = make(
        R"({"plugins": {"datasette-auth-passwords": {"a_password_hash": "HASH"},
              "datasette-gateway": {"realm": "geheim"},
              "datasette-secrets": {"encryption-key": "geheim"},
              "other": {"k": 1}}, "typo": {"a_password_hash": " HASH ", "list": ["HASH", 1]},
            "databases": {"d": {
              "plugins": {"datasette-auth-passwords": {"b_password_hash": "HASH"}},
              "tables": {"t": {"plugins": {"datasette-secrets": {"encryption_key": "geheim"}}}}}}})"
    );
    for (const auto line : {datasette_line::v0_65, datasette_line::v1_0}) {
        const auto child = dsgw::make_child_config(from, line);
        const auto all = child.metadata_json + child.config_json;
        for (const char* gone :
             {"geheim", "pbkdf2", "AAAA", "datasette-auth", "datasette-gateway",
              "datasette-secrets"})
            BOOST_TEST(all.find(gone) == std::string::npos, gone << " in " << all);
        BOOST_TEST(all.find(R"("other":{"k":1})") != std::string::npos);
        BOOST_TEST(child.environment.empty());
    }
}

BOOST_AUTO_TEST_CASE(the_secrets_plugin_keeps_its_block_with_the_key_in_the_environment)
{
    const dsgw::test::scoped_variable key("DSGW_KEY", "k3y");
    const dsgw::child_config_options keep{true};
    const auto child = dsgw::make_child_config(
        make(R"({"plugins": {"datasette-secrets": {"encryption-key": {"$env": "DSGW_KEY"},
                 "encryption_key": "geheim", "database": "d"}}})"),
        datasette_line::v0_65, keep
    );
    BOOST_TEST(
        json::parse(child.metadata_json) == json::parse(
                                                R"({"plugins": {"datasette-secrets": {
            "encryption-key": {"$env": "DATASETTE_GATEWAY_SECRETS_KEY"},
            "database": "d"}}})"
                                            )
    );
    BOOST_TEST(
        (child.environment ==
         std::vector<dsgw::setting_pair>{{"DATASETTE_GATEWAY_SECRETS_KEY", "k3y"}})
    );
    BOOST_TEST(contains(child.environment_withheld, "DSGW_KEY"));
    const auto literal = dsgw::make_child_config(
        make(R"({"plugins": {"datasette-secrets": {"encryption-key": "literal"}}})"),
        datasette_line::v1_0, keep
    );
    BOOST_TEST(literal.config_json.find("literal") == std::string::npos);
    BOOST_TEST(literal.environment.at(0).second == "literal");
}

BOOST_AUTO_TEST_CASE(only_variables_that_nothing_else_needs_are_withheld)
{
    const auto child = dsgw::make_child_config(
        make(R"({"plugins": {"datasette-auth-passwords": {"a_password_hash": {"$env": "ONE"},
                 "b_password_hash": {"$env": "TWO"}}, "other": {"k": {"$env": "TWO"}}}})"),
        datasette_line::v1_0
    );
    BOOST_TEST(contains(child.environment_withheld, "ONE"));
    BOOST_TEST(!contains(child.environment_withheld, "TWO"));
    BOOST_TEST(contains(child.environment_withheld, "DATASETTE_SSL_KEYFILE"));
}

BOOST_AUTO_TEST_CASE(two_files_are_merged_as_the_1_0_line_does_without_mixing_blocks)
{
    const auto child = dsgw::make_child_config(
        make(
            R"({"allow": {"id": "m"}, "allow_sql": {"id": "m"}, "plugins": {"a": {"x": 1}},
                 "databases": {"d": {"queries": {"q": "select 1", "r": "select 2"}}}})",
            R"({"allow": {"id": "c", "also": 1}, "allow_sql": {"other": "c"},
                 "plugins": {"a": {"y": 2}, "b": {}},
                 "databases": {"d": {"queries": {"q": "select 3"}}}})"
        ),
        datasette_line::v1_0
    );
    BOOST_TEST(
        json::parse(child.config_json) == json::parse(
                                              R"({"allow": {"id": "m"}, "allow_sql": {"other": "c"},
            "plugins": {"a": {"x": 1}, "b": {}},
            "databases": {"d": {"queries": {"q": "select 3", "r": "select 2"}}}})"
                                          )
    );
    for (const char* place : {"allow", "allow_sql", "plugins.a", "databases.d.queries.q"})
        BOOST_TEST(has(child.warnings, place, "both files"), place);
    BOOST_TEST(child.warnings.size() == 4u);
}

BOOST_AUTO_TEST_CASE(the_command_line_wins_over_both_files)
{
    const auto child = dsgw::make_child_config(
        make(
            R"({"databases": {"d": {"allow": {"id": "m"}}}})",
            R"({"databases": {"d": {"allow": false}}})", R"({"databases": {"d": {"allow": false}}})"
        ),
        datasette_line::v1_0
    );
    BOOST_TEST(
        json::parse(child.config_json) == json::parse(R"({"databases": {"d": {"allow": false}}})")
    );
}

BOOST_AUTO_TEST_CASE(settings_are_handed_over_once_each_with_the_right_base_url)
{
    auto from = make("{}", R"({"settings": {"base_url": "/x", "max_csv_mb": 1}})");
    from.base_url = "/y/";
    from.datasette_settings = {{"max_csv_mb", "2"}, {"base_url", "y"}, {"max_csv_mb", "3"}};
    const std::vector<dsgw::setting_pair> expected{{"base_url", "/y/"}, {"max_csv_mb", "3"}};
    const auto old = dsgw::make_child_config(from, datasette_line::v0_65);
    BOOST_TEST((old.settings == expected));
    const auto fresh = dsgw::make_child_config(from, datasette_line::v1_0);
    BOOST_TEST((fresh.settings == expected));
    BOOST_TEST(
        json::parse(fresh.config_json) ==
        json::parse(R"({"settings": {"base_url": "/y/", "max_csv_mb": 1}})")
    );
}

BOOST_AUTO_TEST_CASE(warns_that_0_65_ignores_permissions)
{
    auto from = make("{}");
    from.allow_places.push_back(
        {"m.json: permissions.view-instance", "", "view-instance", false, true}
    );
    BOOST_TEST(
        has(dsgw::make_child_config(from, datasette_line::v0_65).warnings, "permissions", "0.65")
    );
    BOOST_TEST(dsgw::make_child_config(from, datasette_line::v1_0).warnings.empty());
}

BOOST_AUTO_TEST_SUITE_END()
