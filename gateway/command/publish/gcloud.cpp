#include "gateway/command/publish/gcloud.hpp"

#include <boost/json/serialize.hpp>

namespace dsgw {

namespace {

constexpr std::string_view registry_host = "-docker.pkg.dev";

void add_option(program_arguments& to, const char* name, const std::optional<std::string>& value)
{
    if (!value) return;
    to.emplace_back(name);
    to.push_back(*value);
}

void add_option(program_arguments& to, const char* name, const std::optional<unsigned>& value)
{
    if (value) add_option(to, name, std::optional(std::to_string(*value)));
}

}  // namespace

image_place find_image_place(const cloud_run_options& options, const std::string& active_project)
{
    image_place made;
    made.project = options.project.value_or(active_project);
    made.region = options.region;
    made.repository = options.repository;
    auto host = options.region;
    if (!host.ends_with(registry_host)) host += registry_host;
    made.image =
        host + '/' + made.project + '/' + made.repository + "/datasette-" + options.service;
    return made;
}

program_arguments active_project_question() { return {"config", "get-value", "project"}; }

program_arguments enable_registry(const image_place& place)
{
    return {"services",  "enable",      "artifactregistry.googleapis.com",
            "--project", place.project, "--quiet"};
}

program_arguments describe_repository(const image_place& place)
{
    return {"artifacts",   "repositories", "describe",   place.repository, "--project",
            place.project, "--location",   place.region, "--quiet"};
}

program_arguments create_repository(const image_place& place)
{
    return {
        "artifacts",
        "repositories",
        "create",
        place.repository,
        "--repository-format=docker",
        "--location",
        place.region,
        "--project",
        place.project,
        "--description",
        "Datasette Cloud Run images",
        "--quiet"};
}

program_arguments build_image(const cloud_run_options& options, const image_place& place)
{
    program_arguments made{"builds", "submit", "--tag", place.image};
    add_option(made, "--timeout", options.build_seconds_max);
    return made;
}

program_arguments deploy_service(
    const cloud_run_options& options, const image_place& place, const std::string& flags_file
)
{
    // The second generation has a Linux kernel: the gateway's sandbox needs one.
    program_arguments made{
        "run",
        "deploy",
        "--allow-unauthenticated",
        "--platform=managed",
        "--execution-environment=gen2",
        "--image",
        place.image,
        options.service,
        "--flags-file=" + flags_file};
    add_option(made, "--memory", options.memory);
    add_option(made, "--cpu", options.cpu);
    add_option(made, "--max-instances", std::optional(options.instances_max));
    add_option(made, "--min-instances", options.instances_min);
    return made;
}

std::string make_flags_file(const variable_list& set)
{
    boost::json::object values;
    for (const auto& [name, value] : set)
        values[name] = value;
    return boost::json::serialize(boost::json::object{{"--update-env-vars", values}}) + '\n';
}

std::string make_env_file(const variable_list& set)
{
    std::string out(env_file_opening);
    out += '\n';
    for (const auto& [name, value] : set)
        out += name + '=' + value + '\n';
    return out;
}

}  // namespace dsgw
