#include "gateway/command/publish/image_secrets.hpp"

#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(image_secrets)

namespace {

namespace json = boost::json;
using dsgw::test::has;
using dsgw::test::some_hash;
using dsgw::test::text_of;

const std::string some_key = std::string(43, 'A') + "=";  // 32 zero bytes

/// HASH and KEY are replaced by the real ones.
dsgw::image_config make(std::string text, const dsgw::publish_options& options = {})
{
    for (const auto& [word, value] : {std::pair{"HASH", some_hash}, std::pair{"KEY", some_key}})
        for (auto at = text.find(word); at != text.npos; at = text.find(word, at + value.size()))
            text.replace(at, 4 - (word[0] == 'K'), value);
    return dsgw::make_image_config(json::parse(text).as_object(), "m.json", options);
}

std::string tree_of(const dsgw::image_config& config) { return json::serialize(config.tree); }

const dsgw::moved_secret* find(const dsgw::image_config& config, std::string_view variable)
{
    const auto at = std::ranges::find(config.moved, variable, &dsgw::moved_secret::variable);
    return at == config.moved.end() ? nullptr : &*at;
}

constexpr const char* hash_variable = "DATASETTE_AUTH_PASSWORDS_SOME_USER_PASSWORD_HASH";

}  // namespace

BOOST_AUTO_TEST_CASE(names_of_variables_are_datasettes_and_can_be_set_anywhere)
{
    using path = std::vector<std::string>;
    const std::pair<path, const char*> table[] = {
        {{"datasette-auth-github", "client_id"}, "DATASETTE_AUTH_GITHUB_CLIENT_ID"},
        {{"datasette-auth-passwords", "ü.x_password_hash"},
         "DATASETTE_AUTH_PASSWORDS____X_PASSWORD_HASH"},
        {{"datasette-gateway", "secrets", "keys", "key2025"},
         "DATASETTE_GATEWAY_SECRETS_KEYS_KEY2025"},
        {{"2fa", "token"}, "_2FA_TOKEN"},
        {{"", "token"}, "TOKEN"},
        {{""}, "_"},
        {{"datasette-secrets", "encryption-key"}, "PLUGIN_DATASETTE_SECRETS_ENCRYPTION_KEY"},
    };
    for (const auto& [steps, name] : table)
        BOOST_TEST(dsgw::variable_name(steps) == name);
}

BOOST_AUTO_TEST_CASE(a_literal_hash_becomes_a_variable)
{
    const auto config = make(
        R"({"title": "t", "plugins": {"datasette-auth-passwords": {"http_basic_auth": true,
            "some-user_password_hash": "  HASH\n", "actors": {"some-user": {"id": "x"}}}}})"
    );
    BOOST_TEST(config.problems.empty(), text_of(config.problems));
    BOOST_TEST(
        tree_of(config) ==
        R"({"title":"t","plugins":{"datasette-auth-passwords":{"http_basic_auth":true,)"
        R"("some-user_password_hash":{"$env":"DATASETTE_AUTH_PASSWORDS_SOME_USER_PASSWORD_HASH"},)"
        R"("actors":{"some-user":{"id":"x"}}}}})"
    );
    BOOST_REQUIRE(config.moved.size() == 1);
    const auto& moved = config.moved.front();
    BOOST_TEST(moved.variable == hash_variable);
    BOOST_TEST(moved.value == some_hash, "without the white space round it");
    BOOST_TEST(moved.account == "some-user");
    BOOST_TEST(moved.where == "m.json: plugins.datasette-auth-passwords.some-user_password_hash");
}

BOOST_AUTO_TEST_CASE(keys_and_whatever_is_called_a_secret_move_too)
{
    const auto config = make(
        R"({"plugins": {
            "datasette-gateway": {"realm": "r", "secrets": {"keys": {"k1": "KEY"}},
                                  "session": {"previous_secrets": ["old", "older"]}},
            "datasette-secrets": {"database": "d", "encryption-key": "KEY"},
            "datasette-auth-github": {"client_id": "some", "client_secret": "s3cret",
                                      "n": [1, true],
                                      "more": [{"token": "deep"}]}}})"
    );
    BOOST_TEST(config.problems.empty(), text_of(config.problems));
    const std::pair<const char*, std::string> table[] = {
        {"DATASETTE_GATEWAY_SECRETS_KEYS_K1", some_key},
        {"DATASETTE_GATEWAY_SESSION_PREVIOUS_SECRETS_0", "old"},
        {"DATASETTE_GATEWAY_SESSION_PREVIOUS_SECRETS_1", "older"},
        {"PLUGIN_DATASETTE_SECRETS_ENCRYPTION_KEY", some_key},
        {"DATASETTE_AUTH_GITHUB_CLIENT_SECRET", "s3cret"},
        {"DATASETTE_AUTH_GITHUB_MORE_0_TOKEN", "deep"},
    };
    BOOST_TEST(config.moved.size() == std::size(table));
    for (const auto& [variable, value] : table) {
        const auto* moved = find(config, variable);
        BOOST_REQUIRE_MESSAGE(moved != nullptr, variable);
        BOOST_TEST(moved->value == value);
        BOOST_TEST(tree_of(config).find('"' + value + '"') == std::string::npos, variable);
    }
    for (const auto* kept :
         {"\"client_id\":\"some\"", "\"n\":[1,true]", "\"realm\":\"r\"", "\"database\":\"d\""})
        BOOST_TEST(tree_of(config).find(kept) != std::string::npos, kept);
}

BOOST_AUTO_TEST_CASE(lists_and_tables_of_secrets_move_as_well)
{
    const auto config = make(
        R"({"plugins": {
            "x": {"tokens": ["s3cret1"], "api_keys": {"ann": "s3cret2"}, "password": ["s3cret3"],
                  "tokens_max": 3},
            "datasette-auth-tokens": {"tokens": [{"token": "s3cret4", "actor": {"id": "s3cret5"}}]},
            "datasette-gateway": {"secrets": {"path": "/p"}}}})"
    );
    BOOST_TEST(config.moved.size() == 5);
    BOOST_TEST(tree_of(config).find("s3cret") == std::string::npos, tree_of(config));
    for (const auto* kept : {"\"tokens_max\":3", R"("path":"/p")"})
        BOOST_TEST(tree_of(config).find(kept) != std::string::npos, kept);
}

BOOST_AUTO_TEST_CASE(blocks_of_databases_and_tables_are_searched_as_well)
{
    const auto config = make(
        R"({"plugins": {"x": {"token": "a"}},
            "databases": {"d": {"plugins": {"x": {"token": "b"}},
                                "tables": {"t": {"plugins": {"x": {"odd": "HASH"}}}}}}})"
    );
    BOOST_REQUIRE(config.moved.size() == 3);
    BOOST_TEST(find(config, "X_TOKEN")->value == "a");
    BOOST_TEST(find(config, "X_TOKEN_2")->value == "b");
    BOOST_TEST(find(config, "X_TOKEN_2")->where == "m.json: databases.d.plugins.x.token");
    BOOST_TEST(find(config, "X_ODD")->value == some_hash, "by its look, whatever it is called");
}

BOOST_AUTO_TEST_CASE(every_text_of_a_plugin_moves_whatever_its_key_is_called)
{
    const char* table[] = {
        R"("passphrase": "s3cret")",
        R"("key": "s3cret")",
        R"("dsn": "postgresql://ann:s3cret@db/x")",
        R"("headers": {"Authorization": "Bearer s3cret"})",
        R"("jwt": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.s3cret")",
        R"("pem": "-----BEGIN PRIVATE KEY-----\\ns3cret\\n-----END PRIVATE KEY-----")",
        R"("tile_layer": "https://tiles.example/{z}?access_token=s3cret")",
        R"("a": [["b", {"c": "s3cret"}]])",
        R"("": "s3cret")",
        R"("realm": "s3cret")",
        R"("actors": {"ann": {"id": "s3cret"}})",
    };
    for (const auto* setting : table) {
        const auto config = make(R"({"plugins": {"x": {)" + std::string(setting) + "}}}");
        BOOST_TEST(config.problems.empty(), text_of(config.problems));
        BOOST_TEST(!config.moved.empty(), setting);
        BOOST_TEST(tree_of(config).find("s3cret") == std::string::npos, tree_of(config));
    }
}

BOOST_AUTO_TEST_CASE(secrets_that_cannot_go_by_environment_refuse_the_image)
{
    const std::pair<const char*, const char*> table[] = {
        {R"({"plugins": {"x": {"pin_password": 90125}}})", "plugins.x.pin_password"},
        {R"({"plugins": {"x": {"tokens": [90125]}}})", "plugins.x.tokens[0]"},
        {R"({"plugins": {"x": {"tokens": {"t90125": {"id": "ann"}}}}})", "plugins.x.tokens."},
        {R"({"plugins": {"x": {"https://ann:90125@example.org/": 1}}})", "plugins.x."},
        {R"({"extra_css_urls": ["https://ann:90125@example.org/a.css"]})", "extra_css_urls[0]"},
        {R"({"extra_css_urls": [{"url": "https://a.example/?token=90125"}]})", "extra_css_urls[0]"},
        {R"({"about_url": "https://ann:90125@example.org/"})", "about_url"},
        {R"({"databases": {"d": {"queries": {"q": {"sql": "select 'https://a:90125@b'"}}}}})",
         "databases.d.queries.q.sql"},
        {R"({"databases": {"d": {"queries": {"q": "select 'https://a:90125@b'"}}}})",
         "databases.d.queries.q"},
        {R"({"settings": {"api_token": 90125}})", "settings.api_token"},
        {R"({"client_secret": "90125"})", "client_secret"},
    };
    for (const auto& [text, where] : table) {
        const auto config = make(text);
        BOOST_TEST(has(config.problems, "m.json: " + std::string(where), ""), text);
        BOOST_TEST(text_of(config.problems).find("90125") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(what_the_pages_show_and_who_may_stays)
{
    const auto* text =
        R"({"title":"a: b@c","description_html":"<a href=\"https://x.example/?q=1\">x</a>",)"
        R"("source_url":"https://ann@example.org/","allow":{"token":"x"},)"
        R"("databases":{"d":{"tables":{"t":{"columns":{"password":"of the wifi"}}}}}})";
    const auto config = make(text);
    BOOST_TEST(config.problems.empty(), text_of(config.problems));
    BOOST_TEST(config.warnings.empty(), text_of(config.warnings));
    BOOST_TEST(config.moved.empty());
    BOOST_TEST(tree_of(config) == text);
    const auto odd = make(R"({"datasette-auth-github": {"client": "x"}})");
    BOOST_TEST(has(odd.warnings, "m.json: datasette-auth-github", "into the image"));
}

BOOST_AUTO_TEST_CASE(omits_an_unused_hash)
{
    const auto config =
        make(R"({"title": "HASH", "description": "d", "list": ["a", "HASH", {"deep": "HASH"}]})");
    BOOST_TEST(tree_of(config) == R"({"description":"d","list":["a",null,{}]})");
    BOOST_TEST(config.moved.empty());
    for (const auto* where : {"m.json: title", "m.json: list[1]", "m.json: list[2].deep"})
        BOOST_TEST(has(config.warnings, where, "left out"), text_of(config.warnings));
    BOOST_TEST(text_of(config.warnings).find(some_hash) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_variable_stays_and_is_asked_for)
{
    const auto config = make(
        R"({"plugins": {"datasette-auth-passwords": {"a_password_hash": {"$env": "A_VARIABLE"}},
                        "x": {"token": {"$env": "X_TOKEN"}, "other_token": "t"},
                        "y": {"$env": "ALL"}}})"
    );
    BOOST_TEST(config.problems.empty());
    BOOST_REQUIRE(config.needed.size() == 3);
    BOOST_TEST(config.needed[0].name == "A_VARIABLE");
    BOOST_TEST(
        config.needed[0].where == "m.json: plugins.datasette-auth-passwords.a_password_hash"
    );
    BOOST_TEST(config.needed[2].name == "ALL");
    BOOST_TEST(config.moved.size() == 1);
}

BOOST_AUTO_TEST_CASE(no_variable_gets_two_meanings)
{
    const auto config = make(
        R"({"plugins": {"x": {"a-token": "1", "a_token": "2", "other": {"$env": "X_A_TOKEN_2"}}}})"
    );
    BOOST_REQUIRE(config.moved.size() == 2);
    BOOST_TEST(config.moved[0].variable == "X_A_TOKEN");
    BOOST_TEST(config.moved[1].variable == "X_A_TOKEN_3");
}

BOOST_AUTO_TEST_CASE(what_a_file_holds_moves)
{
    const dsgw::test::temp_folder folder;
    const auto hash = folder.write("hash", some_hash + "\n");
    const auto text = folder.write("text", "two\nlines\n");
    const auto config = make(
        R"({"plugins": {"datasette-auth-passwords": {"some-user_password_hash": {"$file": ")" +
        hash + R"("}}, "x": {"plain": {"$file": ")" + text + R"("}}}})"
    );
    BOOST_TEST(config.problems.empty(), text_of(config.problems));
    BOOST_TEST(find(config, hash_variable)->value == some_hash);
    BOOST_TEST(find(config, "X_PLAIN")->value == "two\nlines\n", "a plugin's own as it is");
    BOOST_TEST(tree_of(config).find("$file") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(plugin_secrets_come_before_what_is_configured)
{
    dsgw::publish_options options;
    options.plugin_secrets = {
        {"datasette-auth-passwords", "some-user_password_hash", some_hash},
        {"datasette-auth-github", "client_secret", "it's"}};
    const auto config = make(
        R"({"plugins":
            {"datasette-auth-passwords": {"some-user_password_hash": "<PUT IT HERE>"}}})",
        options
    );
    BOOST_TEST(config.problems.empty(), text_of(config.problems));
    BOOST_REQUIRE(config.moved.size() == 2);
    BOOST_TEST(config.moved[0].variable == hash_variable);
    BOOST_TEST(config.moved[0].account == "some-user");
    BOOST_TEST(config.moved[1].variable == "DATASETTE_AUTH_GITHUB_CLIENT_SECRET");
    BOOST_TEST(config.needed.empty(), "nobody is asked for what was given");
    BOOST_TEST(
        tree_of(config) ==
        R"({"plugins":{"datasette-auth-passwords":{"some-user_password_hash":{"$env":")" +
            std::string(hash_variable) +
            R"("}},"datasette-auth-github":{"client_secret":{"$env":)"
            R"("DATASETTE_AUTH_GITHUB_CLIENT_SECRET"}}}})"
    );
}

BOOST_AUTO_TEST_CASE(what_no_verifier_can_read_is_not_published)
{
    const std::pair<const char*, const char*> table[] = {
        {R"({"plugins": {"datasette-auth-passwords": {"eve_password_hash": "hunter2-xyz"}}})",
         "\"eve\""},
        {R"({"plugins": {"datasette-auth-passwords": {"eve_password_hash": "$6$hunter2-xyz"}}})",
         "\"eve\""},
        {R"({"plugins": {"datasette-gateway": {"secrets": {"keys": {"k": "hunter2-xyz"}}}}})", ""},
        {R"({"plugins": {"datasette-secrets": {"encryption-key": "hunter2-xyz"}}})", ""},
    };
    for (const auto& [text, what] : table) {
        const auto config = make(text);
        BOOST_TEST(has(config.problems, "m.json: plugins.", what), text);
        BOOST_TEST(text_of(config.problems).find("hunter2") == std::string::npos);
    }
    const auto gone = make(R"({"plugins": {"x": {"y": {"$file": "/no/such/file"}}}})");
    BOOST_TEST(has(gone.problems, "m.json: plugins.x.y", "/no/such/file"));
}

BOOST_AUTO_TEST_CASE(title_and_its_like_come_from_the_options)
{
    dsgw::publish_options options;
    options.about = {{"title", "mine"}, {"source_url", "https://example.com/"}};
    BOOST_TEST(
        tree_of(make(R"({"title": "t", "license": "l"})", options)) ==
        R"({"title":"mine","license":"l","source_url":"https://example.com/"})"
    );
}

BOOST_AUTO_TEST_CASE(on_cloud_run_its_front_is_trusted_unless_others_are)
{
    dsgw::publish_options options;
    options.target = dsgw::publish_target::cloud_run;
    BOOST_TEST(
        tree_of(make("{}", options)) ==
        R"({"plugins":{"datasette-gateway":{"trusted_proxies":["169.254.0.0/16"]}}})"
    );
    const auto* chosen = R"({"plugins":{"datasette-gateway":{"trusted_proxies":[]}}})";
    BOOST_TEST(tree_of(make(chosen, options)) == chosen);
}

BOOST_AUTO_TEST_SUITE_END()
