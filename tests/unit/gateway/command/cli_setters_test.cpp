#include "gateway/command/cli_setters.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <iterator>
#include <sstream>

BOOST_AUTO_TEST_SUITE(cli_setters)

namespace {

using texts = std::vector<std::string>;

dsgw::command_line parse_words(texts arguments)
{
    arguments.insert(arguments.begin(), "datasette-gateway");
    std::vector<const char*> argv;
    for (const auto& argument : arguments)
        argv.push_back(argument.c_str());
    return dsgw::parse_command_line(static_cast<int>(argv.size()), argv.data());
}

texts split(const std::string& words)
{
    std::istringstream in(words);
    return {std::istream_iterator<std::string>(in), {}};
}

dsgw::publish_options publish(texts arguments)
{
    auto line = parse_words(std::move(arguments));
    if (auto* wrong = std::get_if<dsgw::print_and_exit>(&line)) BOOST_FAIL(wrong->text);
    return std::get<dsgw::publish_command>(line).options;
}

dsgw::print_and_exit answered(texts arguments)
{
    auto line = parse_words(std::move(arguments));
    BOOST_REQUIRE(std::holds_alternative<dsgw::print_and_exit>(line));
    return std::get<dsgw::print_and_exit>(line);
}

bool mentions(const dsgw::print_and_exit& out, std::string_view text)
{
    return out.text.find(text) != std::string::npos;
}

struct no_secret_in_the_surroundings
{
    dsgw::test::scoped_variable secret{"DATASETTE_PUBLISH_SECRET", nullptr};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(in_order, no_secret_in_the_surroundings)

BOOST_AUTO_TEST_CASE(the_line_of_the_documents_is_read)
{
    const auto options = publish(
        {"publish", "cloudrun", "bigmac.db", "--service=my-bigmac", "--install=datasette-vega",
         "-m", "metadata.json"}
    );
    BOOST_TEST((options.target == dsgw::publish_target::cloud_run));
    BOOST_TEST((options.files == texts{"bigmac.db"}));
    BOOST_TEST(options.cloud_run.service == "my-bigmac");
    BOOST_TEST((options.install == texts{"datasette-vega"}));
    BOOST_TEST((options.metadata == "metadata.json"));
    BOOST_TEST(options.cloud_run.instances_max == 1);
    BOOST_TEST(options.name == "datasette");
    BOOST_TEST(!options.secret);
}

BOOST_AUTO_TEST_CASE(what_is_copied_and_installed_is_read)
{
    auto arguments = split(
        "package a.db b.db --branch=main --template-dir t --plugins-dir p --static css:c/d:e "
        "--static js:j --install one --install two --apt-get-install apt --spatialite "
        "--gateway-wheel w.whl --plugin-secret pl key"
    );
    arguments.emplace_back("value with 'quote'");
    const auto options = publish(arguments);
    BOOST_TEST((options.target == dsgw::publish_target::docker_image));
    BOOST_TEST((options.files == texts{"a.db", "b.db"}));
    BOOST_TEST((options.branch == "main"));
    BOOST_TEST((options.template_dir == "t"));
    BOOST_TEST((options.plugins_dir == "p"));
    BOOST_REQUIRE(options.static_mounts.size() == 2);
    BOOST_TEST(options.static_mounts[0].mount == "css");
    BOOST_TEST(options.static_mounts[0].folder == "c/d:e");
    BOOST_TEST((options.install == texts{"one", "two"}));
    BOOST_TEST((options.apt_packages == texts{"apt"}));
    BOOST_TEST(options.spatialite);
    BOOST_TEST((options.gateway_wheel == "w.whl"));
    BOOST_REQUIRE(options.plugin_secrets.size() == 1);
    BOOST_TEST(options.plugin_secrets[0].plugin == "pl");
    BOOST_TEST(options.plugin_secrets[0].setting == "key");
    BOOST_TEST(options.plugin_secrets[0].value == "value with 'quote'");
}

BOOST_AUTO_TEST_CASE(what_is_said_of_the_site_and_the_image_is_read)
{
    const auto options = publish(
        split("package a.db -t x:1 -p 9000 --extra-options --crossdb --version-note v --secret s "
              "--title T --license L --license_url LU --source S --source_url SU --about A "
              "--about_url AU --show-files --generate-dir g --env-file e")
    );
    BOOST_TEST((options.tag == "x:1"));
    BOOST_TEST(options.port == 9000);
    BOOST_TEST(options.extra_options == "--crossdb");
    BOOST_TEST((options.version_note == "v"));
    BOOST_TEST((options.secret == "s"));
    const std::vector<std::pair<std::string, std::string>> about{
        {"title", "T"},       {"license", "L"}, {"license_url", "LU"}, {"source", "S"},
        {"source_url", "SU"}, {"about", "A"},   {"about_url", "AU"}};
    BOOST_TEST((options.about == about));
    BOOST_TEST(options.show_files);
    BOOST_TEST((options.generate_dir == "g"));
    BOOST_TEST((options.env_file == "e"));
}

BOOST_AUTO_TEST_CASE(every_option_of_cloud_run_is_read)
{
    const auto run = publish(
        split("publish cloudrun --service s -n name --memory=1Gi --cpu 4 --timeout 600 "
              "--max-instances 0 --min-instances 2 --artifact-repository r --artifact-region eu "
              "--artifact-project p")
    );
    BOOST_TEST(run.name == "name");
    BOOST_TEST(run.files.empty(), "as Datasette: only what the folders hold");
    BOOST_TEST((run.cloud_run.memory == "1Gi"));
    BOOST_TEST((run.cloud_run.cpu == "4"));
    BOOST_TEST((run.cloud_run.build_seconds_max == 600U));
    BOOST_TEST(run.cloud_run.instances_max == 0);
    BOOST_TEST((run.cloud_run.instances_min == 2U));
    BOOST_TEST(run.cloud_run.repository == "r");
    BOOST_TEST(run.cloud_run.region == "eu");
    BOOST_TEST((run.cloud_run.project == "p"));
}

BOOST_AUTO_TEST_CASE(the_secret_comes_from_the_environment_too)
{
    const dsgw::test::scoped_variable set("DATASETTE_PUBLISH_SECRET", "of-the-environment");
    BOOST_TEST((publish({"package", "a.db"}).secret == "of-the-environment"));
    BOOST_TEST((publish({"package", "a.db", "--secret=mine"}).secret == "mine"));
}

BOOST_AUTO_TEST_CASE(wrong_usage_names_what_is_wrong)
{
    const texts run{"publish", "cloudrun", "--service=s"};
    const std::pair<texts, const char*> table[] = {
        {{"--memory", "1Ki"}, "--memory needs a number"},
        {{"--memory", "Gi"}, "--memory"},
        {{"--memory", ""}, "--memory"},
        {{"--cpu", "3"}, "--cpu needs 1, 2 or 4"},
        {{"--timeout", "1h"}, "not \"1h\""},
        {{"--timeout", "-1"}, "--timeout"},
        {{"--max-instances", "many"}, "--max-instances"},
        {{"--static", "css"}, "MOUNT:FOLDER"},
        {{"--static", ":c"}, "MOUNT:FOLDER"},
        {{"--static", "css:"}, "MOUNT:FOLDER"},
        {{"--plugin-secret", "a", "b"}, "--plugin-secret needs PLUGIN KEY VALUE"},
        {{"--plugin-secret", "", "b", "c"}, "--plugin-secret"},
        {{"--service="}, "--service"},
        {{"--service=My"}, "--service needs the name"},
        {{"--service=-x"}, "--service"},
        {{"--service=x-"}, "--service"},
        {{"--service=1x"}, "--service"},
        {{"--service=" + std::string(50, 'a')}, "--service"},
        {{"--installl", "x"}, "did you mean --install?"},
        {{"--tag", "x"}, "--tag is not an option of this command"},
        {{"--host", "x"}, "--host is not an option of this command"},
        {{"-m"}, "-m needs FILE"},
    };
    for (const auto& [more, what] : table) {
        auto arguments = run;
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto out = answered(arguments);
        BOOST_TEST(out.exit_code == 2, what);
        BOOST_TEST(mentions(out, what), out.text << " does not say: " << what);
    }
    BOOST_TEST(mentions(answered({"package", "a.db", "-p", "0"}), "from 1 to 65535, not \"0\""));
    BOOST_TEST(mentions(answered({"package", "a.db", "-p", "65536"}), "-p"));
    BOOST_TEST(
        mentions(answered({"package", "a.db", "--service", "x"}), "--service is not an option")
    );
    (void)publish({"publish", "cloudrun", "--service=" + std::string(49, 'a')});
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_asked_for)
{
    BOOST_TEST(mentions(answered({"package"}), "FILES"));
    BOOST_TEST(mentions(answered({"publish", "cloudrun", "a.db"}), "--service=NAME"));
    BOOST_TEST(answered({"publish", "cloudrun", "a.db"}).exit_code == 2);
    BOOST_TEST(answered({"publish"}).exit_code == 2);
    BOOST_TEST(mentions(answered({"publish", "heroku"}), "the only one is cloudrun"));
    BOOST_TEST(answered({"publish", "heroku"}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(help_names_every_option_and_so_do_the_docs)
{
    std::ifstream file(DSGW_DOCS "/command-line.md");
    const std::string docs{std::istreambuf_iterator<char>(file), {}};
    for (const auto command : {dsgw::command_name::package, dsgw::command_name::publish_cloudrun}) {
        auto arguments = command == dsgw::command_name::package ? texts{"package"}
                                                                : texts{"publish", "cloudrun"};
        arguments.emplace_back("--help");
        const auto help = answered(arguments);
        BOOST_TEST(help.exit_code == 0);
        BOOST_TEST(mentions(help, "Example"));
        for (const auto& option : dsgw::options_of(command)) {
            BOOST_TEST(mentions(help, option.long_name), option.long_name);
            BOOST_TEST(docs.find(option.long_name) != std::string::npos, option.long_name);
        }
    }
    BOOST_TEST(mentions(answered({"publish", "--help"}), "cloudrun"));
    for (const auto* command : {"package", "publish"})
        BOOST_TEST(mentions(answered({"--help"}), command));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
