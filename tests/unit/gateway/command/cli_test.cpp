#include "gateway/command/cli.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using words = std::vector<std::string>;

/// No variable of the surroundings takes part, unless a case sets it.
dsgw::command_line parse(words arguments)
{
    arguments.insert(arguments.begin(), "datasette-gateway");
    std::vector<const char*> argv;
    for (const auto& argument : arguments)
        argv.push_back(argument.c_str());
    return dsgw::parse_command_line(static_cast<int>(argv.size()), argv.data());
}

dsgw::serve_options serve(words arguments)
{
    auto line = parse(std::move(arguments));
    if (auto* wrong = std::get_if<dsgw::print_and_exit>(&line)) BOOST_FAIL(wrong->text);
    return std::get<dsgw::serve_command>(line).options;
}

dsgw::print_and_exit refused(words arguments)
{
    auto line = parse(std::move(arguments));
    BOOST_REQUIRE(std::holds_alternative<dsgw::print_and_exit>(line));
    return std::get<dsgw::print_and_exit>(line);
}

bool says(const dsgw::print_and_exit& out, std::string_view text)
{
    return out.text.find(text) != std::string::npos;
}

struct clean_environment
{
    dsgw::test::scoped_variable secret{"DATASETTE_SECRET", nullptr};
    dsgw::test::scoped_variable internal{"DATASETTE_INTERNAL", nullptr};
    dsgw::test::scoped_variable key{"DATASETTE_SSL_KEYFILE", nullptr};
    dsgw::test::scoped_variable certificate{"DATASETTE_SSL_CERTFILE", nullptr};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cli, clean_environment)

BOOST_AUTO_TEST_CASE(serve_may_be_left_out)
{
    for (const auto& arguments :
         {words{"a.db", "-m", "m.json"}, words{"serve", "a.db", "-m", "m.json"}}) {
        const auto options = serve(arguments);
        BOOST_TEST((options.inputs.files == words{"a.db"}));
        BOOST_TEST((options.inputs.metadata == "m.json"));
        BOOST_TEST(options.host == "127.0.0.1");
        BOOST_TEST(options.port == 8001);
        BOOST_TEST(options.drain.count() == 30);
        BOOST_TEST(!options.secret.has_value());
    }
    BOOST_TEST(serve({}).inputs.files.empty());
}

BOOST_AUTO_TEST_CASE(reads_every_own_option_in_each_spelling)
{
    const auto o = serve({"-h",          "[::1]",         "-p0",         "--uds=/x",
                          "-c=d.yaml",   "--root",        "--internal",  "i.db",
                          "--secret",    "-s3cret",       "--datasette", "/d",
                          "--threads=4", "--log-level",   "debug",       "--drain-seconds",
                          "5",           "--ssl-keyfile", "k",           "--ssl-certfile",
                          "c",           "--hsts",        "60",          "--user",
                          "www",         "--create",      "--upstream",  "http://h:1/"});
    BOOST_TEST(o.host == "[::1]");
    BOOST_TEST(o.port == 0);
    BOOST_TEST((o.uds == "/x"));
    BOOST_TEST((o.inputs.config == "d.yaml"));
    BOOST_TEST(o.root);
    BOOST_TEST((o.internal == "i.db"));
    BOOST_TEST((o.secret == "-s3cret"));
    BOOST_TEST(o.datasette == "/d");
    BOOST_TEST(o.threads == 4u);
    BOOST_TEST(o.log_level == "debug");
    BOOST_TEST(o.drain.count() == 5);
    BOOST_TEST((o.ssl_keyfile == "k" && o.ssl_certfile == "c"));
    BOOST_TEST(o.hsts.count() == 60);
    BOOST_TEST((o.user == "www"));
    BOOST_TEST(o.create);
    BOOST_TEST(o.sandbox);
    BOOST_TEST(!serve({"--no-sandbox"}).sandbox);
    BOOST_TEST_REQUIRE(o.upstream.has_value());
    BOOST_TEST(o.upstream->host == "h");
    BOOST_TEST(o.upstream->port == 1);
}

BOOST_AUTO_TEST_CASE(get_is_a_path_and_user_an_account)
{
    const auto o = serve({"a.db", "--get", "/db.json?_size=1", "--user", "amy"});
    BOOST_TEST((o.get == "/db.json?_size=1"));
    BOOST_TEST((o.user == "amy"));
    BOOST_TEST(!serve({"a.db"}).get.has_value());
    BOOST_TEST((serve({"--get=/"}).get == "/"));
}

BOOST_AUTO_TEST_CASE(settings_of_both_kinds_are_kept_in_order)
{
    const auto o = serve({"-s", "plugins.x.y", "-1", "--setting", "sql_time_limit_ms", "2000"});
    const std::vector<dsgw::setting_pair> expected{
        {"plugins.x.y", "-1"}, {"sql_time_limit_ms", "2000"}};
    BOOST_TEST((o.inputs.settings == expected));
}

BOOST_AUTO_TEST_CASE(hands_datasette_options_on_word_for_word)
{
    const auto o = serve(
        {"a.db", "--cors", "-i", "b.db", "--static", "x:y", "-p", "1",
         "--load-extension=spatialite", "--memory", "-ic.db", "--", "-odd.db"}
    );
    BOOST_TEST(
        (o.child_arguments ==
         words{
             "--cors", "-i", "b.db", "--static", "x:y", "--load-extension=spatialite", "--memory",
             "-ic.db"})
    );
    BOOST_TEST((o.immutable_files == words{"b.db", "c.db"}));
    BOOST_TEST((o.inputs.files == words{"a.db", "-odd.db"}));
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_exit_code_2_and_says_why)
{
    const std::pair<words, const char*> cases[] = {
        {{"--bogus"}, "--bogus is not an option of datasette-gateway or datasette"},
        {{"--metadta", "x"}, "did you mean --metadata?"},
        {{"--cros"}, "did you mean --cors?"},
        {{"-h"}, "help is --help"},
        {{"-z"}, "-z is not an option of datasette-gateway or"},
        {{"-p", "65536"}, "0 to 65535"},
        {{"-p", "80x"}, "0 to 65535"},
        {{"-p", "-1"}, "0 to 65535"},
        {{"--threads", "1025"}, "0 to 1024"},
        {{"-s", "name"}, "NAME VALUE"},
        {{"--root=1"}, "takes no value"},
        {{"--cors=1"}, "takes no value"},
        {{"-i"}, "needs a value"},
        {{"-m", ""}, "needs a file"},
        {{"--reload"}, "SIGHUP"},
        {{"--headers"}, "is not supported"},
        {{"--get", "x"}, "begins with /"},
        {{"--get", "/a b"}, "begins with /"},
        {{"--get"}, "needs PATH"},
        {{"check", "--get", "/"}, "can be used with serve"},
        {{"-o"}, "is not supported"},
        {{"--log-level", "loud"}, "trace, debug"},
        {{"--ssl-keyfile", "k"}, "given together"},
        {{"--upstream", "https://h"}, "http://HOST:PORT"},
        {{"--upstream", "http://h:1/x"}, "nothing after it"},
        {{"--upstream", "http://h:0"}, "port"},
        {{"--upstream", "http://[::1]junk:80"}, "http://HOST:PORT"},
        {{"--upstream", "http://"}, "http://HOST:PORT"},
        {{"--upstream", "unix:"}, "unix:PATH"},
        {{"secrets"}, "secrets COMMAND"},
        {{"secrets", "lst"}, "did you mean list?"},
        {{"secrets", "get"}, "secrets get [OPTIONS] NAME"},
        {{"secrets", "get", "A", "B"}, "no further argument"},
        {{"secrets", "set", "A", "value"}, "standard input"},
        {{"secrets", "rotate-key"}, "--to NAME"},
        {{"secrets", "list", "--raw"}, "not an option of this command"},
        {{"hash-password", "--cors"}, "not an option of this command"},
        {{"hash-password", "word"}, "takes no argument"},
        {{"hash-password", "--scheme", "md5"}, "argon2id"},
        {{"publish", "heroku"}, "publish has no command \"heroku\"; the only one is cloudrun"},
        {{"completion"}, "completion needs one of bash, zsh, fish"},
        {{"completion", "tcsh"}, "completion needs one of bash, zsh, fish"},
        {{"completion", "bash", "zsh"}, "completion needs one of bash, zsh, fish"},
        {{"verify-password"}, "one HASH"},
        {{"verify-password", "a", "b"}, "one HASH"},
    };
    for (const auto& [arguments, text] : cases) {
        const auto out = refused(arguments);
        BOOST_TEST(out.exit_code == 2, out.text);
        BOOST_TEST(says(out, text), out.text);
    }
}

BOOST_AUTO_TEST_CASE(reads_the_secrets_commands)
{
    const auto line = parse(
        {"secrets", "set", "NAME", "-m", "m.json", "--note=n", "--raw", "--database", "a.db",
         "--database=b.db", "--internal", "i.db", "-s", "a.b", "1"}
    );
    const auto* got = std::get_if<dsgw::secrets_command>(&line);
    BOOST_REQUIRE(got);
    BOOST_TEST((got->action == dsgw::secrets_action::set));
    BOOST_TEST(got->arguments == words{"NAME"}, boost::test_tools::per_element());
    BOOST_TEST((got->inputs.files == words{"a.db", "b.db"}));
    BOOST_TEST(*got->inputs.metadata == "m.json");
    BOOST_TEST(got->inputs.settings.size() == 1u);
    BOOST_TEST(*got->internal == "i.db");
    BOOST_TEST(got->note == "n");
    BOOST_TEST(got->raw);
    const auto rotation = parse({"secrets", "rotate-key", "--to", "new", "--dry-run"});
    BOOST_TEST(std::get<dsgw::secrets_command>(rotation).to == "new");
    BOOST_TEST(std::get<dsgw::secrets_command>(rotation).dry_run);
}

BOOST_AUTO_TEST_CASE(upstream_needs_the_secret)
{
    const auto out = refused({"--upstream", "unix:/x"});
    BOOST_TEST(out.exit_code == 1);
    BOOST_TEST(says(out, "DATASETTE_SECRET"));
    BOOST_TEST(refused({"--upstream", "unix:/x", "--secret", ""}).exit_code == 1);
    const dsgw::test::scoped_variable set("DATASETTE_SECRET", "s");
    BOOST_TEST((serve({"--upstream", "unix:/x"}).secret == "s"));
    BOOST_TEST((serve({"--secret", "t"}).secret == "t"));
    BOOST_TEST(serve({"--upstream", "http://[::1]:8", "x.db"}).upstream->host == "::1");
    BOOST_TEST(serve({"--upstream", "http://h"}).upstream->port == 80);
}

BOOST_AUTO_TEST_CASE(the_secret_may_be_a_credential)
{
    const dsgw::test::temp_folder folder;
    const dsgw::test::scoped_variable place("CREDENTIALS_DIRECTORY", folder.path().c_str());
    BOOST_TEST(!serve({}).secret.has_value());
    const auto path = folder.write("datasette-secret", "from a file\n");
    BOOST_TEST((serve({}).secret == "from a file"));
    BOOST_TEST((serve({"--secret", "t"}).secret == "t"));
    for (const auto& [text, why] :
         {std::pair{"", "is empty"}, {"\n", "is empty"}, {"a\nb\n", "has more than one line"}}) {
        (void)folder.write("datasette-secret", text);
        const auto out = refused({});
        BOOST_TEST(out.exit_code == 1);
        BOOST_TEST(
            out.text == "Error: the credential datasette-secret: " + path + ": " + why + "\n"
        );
    }
    std::filesystem::remove(path);
    std::filesystem::create_directory(path);
    BOOST_TEST(says(refused({}), path + ": Is a directory"));
}

BOOST_AUTO_TEST_CASE(reads_datasettes_variables)
{
    const dsgw::test::scoped_variable a("DATASETTE_INTERNAL", "i"), b("DATASETTE_SSL_KEYFILE", "k"),
        c("DATASETTE_SSL_CERTFILE", "c"), d("DATASETTE_SECRET", "");
    const auto o = serve({});
    BOOST_TEST((o.internal == "i" && o.ssl_keyfile == "k" && o.ssl_certfile == "c"));
    BOOST_TEST(!o.secret.has_value());
}

BOOST_AUTO_TEST_CASE(help_has_an_example_for_each_command)
{
    for (const auto& arguments :
         {words{"--help"}, words{"serve", "--help"}, words{"check", "--help"},
          words{"hash-password", "--help"}, words{"verify-password", "--help"},
          words{"a.db", "--help"}}) {
        const auto out = refused(arguments);
        BOOST_TEST(out.exit_code == 0);
        BOOST_TEST(says(out, "Example"), out.text);
        BOOST_TEST(says(out, "Usage: datasette-gateway"), out.text);
    }
    BOOST_TEST(says(refused({"--help"}), "verify-password"));
    BOOST_TEST(says(refused({"serve", "--help"}), "--crossdb"));
    BOOST_TEST(says(refused({"--version"}), "datasette-gateway, version "));
}

BOOST_AUTO_TEST_CASE(completion_prints_a_script_and_complete_prints_candidates)
{
    BOOST_TEST(refused({"completion", "bash"}).exit_code == 0);
    BOOST_TEST(refused({"completion", "bash"}).text.starts_with("# bash completion"));
    BOOST_TEST(refused({"complete", "--", "--bogus"}).exit_code == 0);
    BOOST_TEST(refused({"complete", "secrets", "his"}).text.starts_with("history\t"));
}

BOOST_AUTO_TEST_CASE(the_other_commands_are_read)
{
    auto line = parse({"check", "a.db", "--cors", "--strict"});
    BOOST_REQUIRE(std::holds_alternative<dsgw::check_command>(line));
    line =
        parse({"hash-password", "--no-confirm", "--scheme", "pbkdf2_sha256", "--password", "[x,y]"}
        );
    const auto hash = std::get<dsgw::hash_password_command>(line);
    BOOST_TEST((hash.scheme == dsgw::auth::hash_scheme::pbkdf2_sha256));
    BOOST_TEST(!hash.confirm);
    BOOST_TEST((hash.password == "[x,y]"));
    line = parse({"verify-password", "$argon2id$v=19$x"});
    BOOST_TEST(std::get<dsgw::verify_password_command>(line).stored_hash == "$argon2id$v=19$x");
}

BOOST_AUTO_TEST_CASE(config_with_a_name_and_a_value_is_a_setting_before_the_others)
{
    const dsgw::test::temp_folder f;
    using pairs = std::vector<dsgw::setting_pair>;
    const auto options = serve({"-s", "a", "1", "--config", "b_2:x:y", "-c", "c:"});
    BOOST_TEST((options.inputs.settings == pairs{{"b_2", "x:y"}, {"c", ""}, {"a", "1"}}));
    BOOST_TEST(!options.inputs.config);
    for (const auto& file :
         {std::string("c.yaml"), std::string("a/b:c"), std::string(":x"), std::string("a-b:c"),
          f.write("name:value", "{}")})
        BOOST_TEST((serve({"-c", file}).inputs.config == file), file);
}

BOOST_AUTO_TEST_CASE(a_check_takes_what_serve_takes_and_how_to_check)
{
    auto line = parse({"check", "--quick", "-p", "80", "--json"});
    BOOST_REQUIRE(std::holds_alternative<dsgw::check_command>(line));
    const auto& command = std::get<dsgw::check_command>(line);
    BOOST_TEST((command.quick && command.json && !command.strict));
    BOOST_TEST(command.options.port == 80);
    BOOST_TEST(says(refused({"serve", "--quick"}), "--quick"));
    BOOST_TEST(says(refused({"--meta", "x"}), "did you mean --metadata?"));
}

BOOST_AUTO_TEST_SUITE_END()
