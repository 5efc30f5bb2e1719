#include "gateway/config/config_accounts.hpp"

#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(config_accounts)

namespace {

using dsgw::test::has;
using dsgw::test::some_hash;
using dsgw::test::text_of;

constexpr const char* plugin = "datasette-auth-passwords";

/// One configuration file with `text` as the plugin's block; HASH is replaced by a valid hash.
struct file
{
    explicit file(std::string text)
    {
        for (auto at = text.find("HASH"); at != text.npos; at = text.find("HASH"))
            text.replace(at, 4, some_hash);
        tree["plugins"] = boost::json::object{{plugin, boost::json::parse(text)}};
    }
    boost::json::object tree;
};

dsgw::accounts_result read(const file& only)
{
    dsgw::problem_list problems;
    const auto block =
        dsgw::gather_plugin_block(plugin, {{"m.json", &only.tree}}, {"-s", nullptr}, problems);
    auto out = dsgw::read_accounts(block);
    out.problems.insert(out.problems.begin(), problems.begin(), problems.end());
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_key_with_the_suffix_is_an_account)
{
    const auto r = read(file(
        R"({"http_basic_auth": true, "a b.c_password_hash": "HASH", "é_password_hash": " HASH\n",
            "actors": {"é": {"id": 7, "x": [1, {"y": null}]}, "a b.c": {}}})"
    ));
    BOOST_TEST(r.problems.empty(), text_of(r.problems));
    BOOST_TEST(r.warnings.empty(), text_of(r.warnings));
    BOOST_TEST(r.http_basic_auth);
    BOOST_REQUIRE(r.accounts.size() == 2u);
    BOOST_TEST(r.accounts[0].name == "a b.c");
    BOOST_TEST(r.accounts[0].who->text() == R"({"id":"a b.c"})");
    BOOST_TEST(r.accounts[1].stored_hash == some_hash);
    BOOST_TEST(r.accounts[1].who->text() == R"({"id":7,"x":[1,{"y":null}]})");
    BOOST_TEST(r.summaries[1].actor_id == "7");
    BOOST_TEST(r.summaries[0].hash_label.find("480000") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(refuses_an_account_that_cannot_be_used_by_name)
{
    const dsgw::test::scoped_variable missing("DSGW_NO_SUCH", nullptr);
    const std::pair<const char*, const char*> cases[] = {
        {R"({"bob_password_hash": "<PUT HASH HERE>"})", "placeholder"},
        {R"({"bob_password_hash": "geheim"})", "cannot be read"},
        {R"({"bob_password_hash": ""})", "cannot be read"},
        {R"({"bob_password_hash": "md5$1$geheim$x"})", "cannot be read"},
        {R"({"bob_password_hash": 12345678})", "must be a string"},
        {R"({"bob_password_hash": null})", "must be a string"},
        {R"({"bob_password_hash": {"$env": "DSGW_NO_SUCH"}})", "DSGW_NO_SUCH"},
        {R"({"bob_password_hash": {"$file": "/no/such/file"}})", "/no/such/file"},
        {R"({"bob_password_hash": {"$env": "A", "b": 1}})", "must be a string"},
        {R"({"bob_password_hash": "HASH", "actors": {"bob": "geheim"}})", "must be an object"},
        {R"({"bob_password_hash": "HASH", "actors": {"bob": {"k": {"$env": "DSGW_NO_SUCH"}}}})",
         "not set"},
    };
    for (const auto& [text, what] : cases) {
        const auto r = read(file(text));
        BOOST_TEST(has(r.problems, "m.json: plugins.datasette-auth-passwords.", what), text);
        BOOST_TEST(has(r.problems, "", "account \"bob\""), text);
        BOOST_TEST(r.problems.size() == 1u, text_of(r.problems));
        BOOST_TEST(text_of(r.problems).find("geheim") == std::string::npos);
        BOOST_TEST(text_of(r.problems).find("12345678") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(two_keys_may_not_make_one_account)
{
    const auto r =
        read(file(R"({"x_password_hash": "HASH", "x_password_hash_y_password_hash": "HASH"})"));
    BOOST_TEST(has(r.problems, "x_password_hash_y_password_hash", "account \"x\": is defined twice")
    );
    BOOST_TEST(r.problems.size() == 1u);
}

BOOST_AUTO_TEST_CASE(both_files_may_not_hold_one_account_but_the_command_line_replaces)
{
    const file metadata(R"({"x_password_hash": "HASH", "http_basic_auth": true})");
    const file config(R"({"x_password_hash": "HASH", "y_password_hash": "HASH"})");
    const file line(R"({"x_password_hash": "HASH", "http_basic_auth": false})");
    dsgw::problem_list problems;
    const auto both = dsgw::gather_plugin_block(
        plugin, {{"m.json", &metadata.tree}, {"d.yaml", &config.tree}}, {"-s", nullptr}, problems
    );
    const auto r = dsgw::read_accounts(both);
    BOOST_TEST(
        has(r.problems, "d.yaml: plugins.", "first at m.json: plugins."), text_of(r.problems)
    );
    const auto replaced = dsgw::gather_plugin_block(
        plugin, {{"m.json", &metadata.tree}}, {"-s", &line.tree}, problems
    );
    const auto s = dsgw::read_accounts(replaced);
    BOOST_TEST(s.problems.empty(), text_of(s.problems));
    BOOST_TEST(!s.http_basic_auth);
    BOOST_TEST(problems.empty());
    BOOST_TEST(
        replaced.where_is("x_password_hash") ==
        "-s plugins.datasette-auth-passwords.x_password_hash"
    );
}

BOOST_AUTO_TEST_CASE(files_that_contradict_each_other_are_a_problem)
{
    const file metadata(R"({"http_basic_auth": true})");
    const file config(R"({"http_basic_auth": false})");
    dsgw::problem_list problems;
    (void)dsgw::gather_plugin_block(
        plugin, {{"m.json", &metadata.tree}, {"d.yaml", &config.tree}}, {"-s", nullptr}, problems
    );
    BOOST_TEST(has(problems, "d.yaml: plugins.datasette-auth-passwords.http_basic_auth", "both"));
}

BOOST_AUTO_TEST_CASE(wrong_types_are_errors)
{
    BOOST_TEST(has(
        read(file(R"({"http_basic_auth": "true"})")).problems, "http_basic_auth", "true or false"
    ));
    BOOST_TEST(
        has(read(file(R"({"http_basic_auth": 1})")).problems, "http_basic_auth", "true or false")
    );
    BOOST_TEST(has(read(file(R"({"actors": []})")).problems, "actors", "object"));
    BOOST_TEST(has(read(file("[]")).problems, "m.json: plugins.datasette-auth-passwords", "object")
    );
    BOOST_TEST(read(file("null")).problems.empty());
    BOOST_TEST(read(file(R"({"http_basic_auth": null, "actors": null})")).problems.empty());
}

/// Ignored, each of them would open the site.
BOOST_AUTO_TEST_CASE(refuses_keys_that_are_almost_right)
{
    for (const std::string key :
         {"http_basic_auht", "http-basic-auth", "HTTP_BASIC_AUTH", "basic_auth", "http_basic"})
        BOOST_TEST(
            has(read(file("{\"" + key + "\": true}")).problems, key,
                "did you mean http_basic_auth?"),
            key
        );
    BOOST_TEST(has(read(file(R"({"actor": {}})")).problems, "actor", "did you mean actors?"));
}

BOOST_AUTO_TEST_CASE(odd_accounts_are_warnings)
{
    const auto r = read(file(
        R"({"_password_hash": "HASH", "a:b_password_hash": "HASH", "actors": {"ghost": {"id": 1}},
            "alice_password": "x", "alice_passwordhash": "HASH", 
            "zzz": 1})"
    ));
    BOOST_TEST(r.problems.empty(), text_of(r.problems));
    BOOST_TEST(r.accounts.size() == 2u);
    BOOST_TEST(has(r.warnings, "._password_hash", "empty name"));
    BOOST_TEST(has(r.warnings, "a:b_password_hash", "':'"));
    BOOST_TEST(has(r.warnings, "actors.ghost", "without an account"));
    BOOST_TEST(has(r.warnings, "alice_password", "did you mean \"alice_password_hash\"?"));
    BOOST_TEST(has(r.warnings, "alice_passwordhash", "did you mean \"alice_password_hash\"?"));
    BOOST_TEST(has(r.warnings, "zzz", "no such key"));
    BOOST_TEST(r.warnings.size() == 6u, text_of(r.warnings));
    const auto weak = read(file(
        R"({"a_password_hash":
            "pbkdf2_sha256$1000$x$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})"
    ));
    BOOST_TEST(weak.warnings.size() == 1u, text_of(weak.warnings));
    BOOST_TEST(has(read(file(R"({"http_basic_auth": true})")).warnings, "", "no user can log in"));
}

BOOST_AUTO_TEST_CASE(a_misspelt_account_is_a_warning_with_the_right_key)
{
    const std::pair<std::string, std::string> cases[] = {
        {"root_pasword_hash", "root"},   {"root_PASSWORD_H\\u0041SH", "root"},
        {"root_Password_Hash", "root"},  {"root-password-hash", "root"},
        {"root_password-hash", "root"},  {"root.password.hash", "root"},
        {"rootpassword_hash", "root"},   {"root_passwordhash", "root"},
        {"root_password_hsah", "root"},  {"root_passwort_hash", "root"},
        {"root_password_hash_", "root"}, {"root_password_hashes", "root"},
        {"root_passwd_hash", "root"},    {"root_pass_hash", "root"},
        {"root_pw_hash", "root"},        {"root_hash", "root"},
        {"root_password", "root"},       {"root_passphrase", "root"},
        {"a_b_pasword_hash", "a_b"},     {"pasword_hash", "NAME"},
        {"password_hash", "NAME"},       {"hash_of_root", "NAME"},
    };
    for (const auto& [key, name] : cases) {
        const auto r = read(file("{\"" + key + "\": \"HASH\"}"));
        BOOST_TEST(r.problems.empty(), text_of(r.problems));
        BOOST_TEST(r.accounts.empty(), key);
        const auto wanted = "did you mean \"" + name + "_password_hash\"?";
        BOOST_TEST(has(r.warnings, "m.json: ", wanted), key + ": " + text_of(r.warnings));
    }
    for (const std::string key : {"realm", "description", "passenger_list", "root_note"})
        BOOST_TEST(
            !has(read(file("{\"" + key + "\": 1}")).warnings, key, "resembles the key"), key
        );
}

BOOST_AUTO_TEST_SUITE_END()
