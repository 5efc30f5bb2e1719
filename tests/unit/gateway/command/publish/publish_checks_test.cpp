#include "gateway/command/publish/build_context.hpp"
#include "gateway/command/publish/gcloud.hpp"
#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(publish_checks)

namespace {

using dsgw::check_publish_inputs;
using dsgw::publish_options;
using dsgw::test::has;
using dsgw::test::some_hash;
using dsgw::test::text_of;

}  // namespace

BOOST_AUTO_TEST_CASE(accepts_existing_files)
{
    const dsgw::test::temp_folder folder;
    publish_options options;
    options.files = {folder.write("a.db", "x"), folder.write("sub/b.db", "x")};
    options.template_dir = options.plugins_dir = folder.path("sub");
    options.static_mounts = {{"css", folder.path("sub")}, {"a/b", folder.path("sub")}};
    options.gateway_wheel = folder.write("datasette_gateway-1-py3-none-any.whl", "x");
    options.generate_dir = folder.path("new");
    options.env_file = folder.path("new.env");
    options.extra_options =
        R"(--setting a b -s plugins.x.size 3 -s plugins.x.token {"$env":"X_TOKEN"})"
        " -s plugins.datasette-gateway.password_tool off --cors";
    const auto found = check_publish_inputs(options);
    BOOST_TEST(found.empty(), text_of(found));
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_served_are_named)
{
    const dsgw::test::temp_folder folder;
    publish_options options;
    options.files = {
        folder.path("none.db"),
        folder.path(),
        folder.write("a.db", "x"),
        folder.write("sub/a.db", "x"),
        folder.write("metadata.json", "{}"),
        folder.write("inspect-data.json", "{}"),
        folder.write("new\nline.db", "x"),
    };
    const auto found = check_publish_inputs(options);
    BOOST_TEST(found.size() == 6, text_of(found));
    BOOST_TEST(has(found, "none.db", "does not exist"));
    BOOST_TEST(has(found, folder.path(), "is not a file"));
    BOOST_TEST(has(found, "sub/a.db", folder.path("a.db")));
    BOOST_TEST(has(found, "metadata.json", "another file of that name"));
    BOOST_TEST(has(found, "inspect-data.json", "another file of that name"));
    BOOST_TEST(has(found, "line.db", "one line"));
}

BOOST_AUTO_TEST_CASE(folders_wheels_and_names_are_looked_at)
{
    const dsgw::test::temp_folder folder;
    const auto file = folder.write("file", "x");
    const std::pair<const char*, void (*)(publish_options&, const std::string&)> table[] = {
        {"--template-dir", [](auto& o, const auto& f) { o.template_dir = f; }},
        {"--plugins-dir", [](auto& o, const auto& f) { o.plugins_dir = f + "/none"; }},
        {"--static",
         [](auto& o, const auto& f) {
             o.static_mounts = {{"css", f}};
         }},
        {"--static",
         [](auto& o, const auto&) {
             o.static_mounts = {{"/etc", "/"}};
         }},
        {"--static",
         [](auto& o, const auto&) {
             o.static_mounts = {{"a/../../b", "/"}};
         }},
        {"--gateway-wheel", [](auto& o, const auto& f) { o.gateway_wheel = f; }},
        {"--gateway-wheel", [](auto& o, const auto& f) { o.gateway_wheel = f + ".whl"; }},
        {"--generate-dir", [](auto& o, const auto& f) { o.generate_dir = f; }},
        {"--name", [](auto& o, const auto&) { o.name = "../x"; }},
        {"--name", [](auto& o, const auto&) { o.name = ".."; }},
        {"--install", [](auto& o, const auto&) { o.install = {"a\nRUN id"}; }},
        {"--apt-get-install", [](auto& o, const auto&) { o.apt_packages = {"a\rb"}; }},
        {"--version-note", [](auto& o, const auto&) { o.version_note = "a\nb"; }},
        {"--branch", [](auto& o, const auto&) { o.branch = "a\nb"; }},
        {"--extra-options", [](auto& o, const auto&) { o.extra_options = "--secret x"; }},
        {"--extra-options", [](auto& o, const auto&) { o.extra_options = "--secret=x"; }},
        {"--extra-options", [](auto& o, const auto&) { o.extra_options = "-s a " + some_hash; }},
        {"--env-file",
         [](auto& o, const auto& f) {
             o.generate_dir = f + ".new/";
             o.env_file = f + ".new/../file.new/app/x.env";
         }},
    };
    for (const auto& [where, spoil] : table) {
        publish_options options;
        spoil(options, file);
        const auto found = check_publish_inputs(options);
        BOOST_TEST(found.size() == 1, where << ": " << text_of(found));
        BOOST_TEST(has(found, where, ""), where << ": " << text_of(found));
        BOOST_TEST(text_of(found).find(some_hash) == std::string::npos);
        BOOST_TEST(text_of(found).find("s3cret") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(settings_of_plugins_belong_into_the_metadata)
{
    for (const char* words :
         {"-s plugins.x.client_secret s3cret", "--setting plugins.x.tokens.0 s3cret",
          "-s plugins.x.colour s3cret", "-s plugins.x.colour \"s3cret\"",
          "-splugins.x.colour s3cret", "--setting=plugins.x.colour s3cret",
          "-s plugins.x.colours [\"s3cret\"]", "-s plugins.x {\"colour\":\"s3cret\"}",
          "-s plugins.x.password 1234", "--setting databases.d.plugins.x.colour s3cret",
          "--version-note https://a:s3cret@b/",
          "-s a AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}) {
        publish_options options;
        options.extra_options = words;
        const auto found = check_publish_inputs(options);
        BOOST_TEST(found.size() == 1, words << ": " << text_of(found));
        BOOST_TEST(has(found, "--extra-options", ""), words);
        BOOST_TEST(text_of(found).find("s3cret") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_folder_that_holds_hashes_is_not_copied)
{
    const dsgw::test::temp_folder folder;
    const std::string opening(dsgw::env_file_opening);
    folder.write("env/deep/datasette.env", opening + "\nDATASETTE_SECRET=x\n");
    folder.write("flags/variables.json", std::string(dsgw::flags_file_opening) + "{}}");
    const auto metadata = folder.write("meta/metadata.json", "{}");
    folder.write("fine/variables.json", "{}");
    folder.write("fine/.env", opening + "\nDATASETTE_SECRET=x\n");
    folder.write("fine/reader.js", "if (x === '-----BEGIN PRIVATE KEY-----') read();\n");
    folder.write("keys/tls.txt", "a key\n-----BEGIN EC PRIVATE KEY-----\nMHc\n");
    publish_options options;
    options.metadata = metadata;
    options.template_dir = folder.path("env");
    options.plugins_dir = folder.path("flags");
    options.static_mounts = {
        {"a", folder.path("meta")}, {"b", folder.path("fine")}, {"c", folder.path("keys")}};
    const auto found = check_publish_inputs(options);
    BOOST_TEST(found.size() == 4, text_of(found));
    BOOST_TEST(has(found, "--static", "tls.txt"), text_of(found));
    BOOST_TEST(has(found, "--template-dir", "deep/datasette.env"), text_of(found));
    BOOST_TEST(has(found, "--plugins-dir", "variables.json"), text_of(found));
    BOOST_TEST(has(found, "--static", "metadata.json"), text_of(found));
}

BOOST_AUTO_TEST_CASE(hidden_files_that_are_left_out_are_named)
{
    const dsgw::test::temp_folder folder;
    for (const auto* name :
         {"p/.env", "p/deep/.git/config", "p/a.py", "p/.well-known/security.txt"})
        folder.write(name, "x");
    publish_options options;
    options.plugins_dir = folder.path("p");
    const auto found = find_publish_oddities(options);
    BOOST_TEST(found.size() == 2, text_of(found));
    BOOST_TEST(has(found, "--plugins-dir", "/p/.env"), text_of(found));
    BOOST_TEST(has(found, "--plugins-dir", "/p/deep/.git"), text_of(found));
}

BOOST_AUTO_TEST_CASE(a_write_ahead_log_that_holds_something_is_told)
{
    const dsgw::test::temp_folder folder;
    publish_options options;
    options.files = {folder.write("a.db", "x"), folder.write("b.db", "x")};
    folder.write("a.db-wal", "x");
    folder.write("b.db-wal", "");
    const auto found = dsgw::find_publish_oddities(options);
    BOOST_TEST(found.size() == 1);
    BOOST_TEST(has(found, "a.db", "wal_checkpoint"));
}

BOOST_AUTO_TEST_CASE(a_password_in_the_address_of_a_package_is_warned_of_and_not_shown)
{
    dsgw::publish_options options;
    options.install = {
        "datasette-vega", "a @ https://example.org/a.whl", "https://example.org/b@1.zip",
        "git+https://user:s3cret@example.org/c.git", "d @ https://t0ken@example.org/d.whl"};
    const auto found = dsgw::find_publish_oddities(options);
    BOOST_TEST(found.size() == 2);
    for (const auto& each : found) {
        BOOST_TEST(each.location == "--install");
        BOOST_TEST(each.message.find("example.org") != std::string::npos, each.message);
        BOOST_TEST(each.message.find("s3cret") == std::string::npos, each.message);
        BOOST_TEST(each.message.find("t0ken") == std::string::npos, each.message);
    }
}

BOOST_AUTO_TEST_SUITE_END()
