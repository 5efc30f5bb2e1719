#include "gateway/command/publish/gcloud.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(gcloud)

namespace {

using words = std::vector<std::string>;

dsgw::cloud_run_options some_options()
{
    dsgw::cloud_run_options options;
    options.service = "my-bigmac";
    return options;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_image_is_named_after_service_project_and_place)
{
    auto options = some_options();
    BOOST_TEST(
        dsgw::find_image_place(options, "p").image ==
        "us-docker.pkg.dev/p/datasette/datasette-my-bigmac"
    );
    options.project = "other";
    options.region = "europe-west1-docker.pkg.dev";
    options.repository = "r";
    BOOST_TEST(
        dsgw::find_image_place(options, "p").image ==
        "europe-west1-docker.pkg.dev/other/r/datasette-my-bigmac"
    );
}

BOOST_AUTO_TEST_CASE(the_registry_is_looked_after_as_datasette_does)
{
    const auto place = dsgw::find_image_place(some_options(), "p");
    BOOST_TEST((dsgw::active_project_question() == words{"config", "get-value", "project"}));
    BOOST_TEST((
        dsgw::enable_registry(place) ==
        words{"services", "enable", "artifactregistry.googleapis.com", "--project", "p", "--quiet"}
    ));
    BOOST_TEST(
        (dsgw::describe_repository(place) ==
         words{
             "artifacts", "repositories", "describe", "datasette", "--project", "p", "--location",
             "us", "--quiet"})
    );
    BOOST_TEST(
        (dsgw::create_repository(place) ==
         words{
             "artifacts", "repositories", "create", "datasette", "--repository-format=docker",
             "--location", "us", "--project", "p", "--description", "Datasette Cloud Run images",
             "--quiet"})
    );
}

BOOST_AUTO_TEST_CASE(limits_are_handed_on_where_they_are_given)
{
    auto options = some_options();
    const auto place = dsgw::find_image_place(options, "p");
    BOOST_TEST(
        (dsgw::build_image(options, place) == words{"builds", "submit", "--tag", place.image})
    );
    const words always{
        "run",
        "deploy",
        "--allow-unauthenticated",
        "--platform=managed",
        "--execution-environment=gen2",
        "--image",
        place.image,
        "my-bigmac",
        "--flags-file=/f"};
    auto expected = always;
    expected.insert(expected.end(), {"--max-instances", "1"});
    BOOST_TEST((dsgw::deploy_service(options, place, "/f") == expected));

    options.memory = "1Gi";
    options.cpu = "2";
    options.build_seconds_max = 600;
    options.instances_max = 0;
    options.instances_min = 3;
    BOOST_TEST(
        (dsgw::build_image(options, place) ==
         words{"builds", "submit", "--tag", place.image, "--timeout", "600"})
    );
    expected = always;
    expected.insert(
        expected.end(),
        {"--memory", "1Gi", "--cpu", "2", "--max-instances", "0", "--min-instances", "3"}
    );
    BOOST_TEST((dsgw::deploy_service(options, place, "/f") == expected));
}

BOOST_AUTO_TEST_CASE(variables_go_by_file_whatever_they_hold)
{
    const dsgw::variable_list set{{"A", "x,y=z\n\"quoted\"\\"}, {"B", ""}, {"C", "naïve ☃ $x"}};
    const auto read = boost::json::parse(dsgw::make_flags_file(set)).as_object();
    BOOST_REQUIRE(read.size() == 1);
    const auto& values = read.at("--update-env-vars").as_object();
    BOOST_TEST(values.size() == 3);
    for (const auto& [name, value] : set)
        BOOST_TEST(std::string(values.at(name).as_string()) == value);

    BOOST_TEST(
        dsgw::make_env_file({{"A", "x=y $z"}, {"B", "#"}}) ==
        std::string(dsgw::env_file_opening) + "\nA=x=y $z\nB=#\n"
    );
}

BOOST_AUTO_TEST_SUITE_END()
