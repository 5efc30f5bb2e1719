#pragma once

// What gcloud is asked, as arguments. Pure: runs nothing. No secret is among them, since others can
// read a command line: variables go by a file.

#include "gateway/command/publish/image_secrets.hpp"
#include "gateway/command/publish/publish_options.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dsgw {

/// Arguments behind the name of the program.
using program_arguments = std::vector<std::string>;
using variable_list = std::vector<std::pair<std::string, std::string>>;

/// Where the image is put: the names that follow from the options and gcloud's project.
struct image_place
{
    std::string project;
    std::string region;
    std::string repository;
    std::string image;  ///< "us-docker.pkg.dev/PROJECT/datasette/datasette-SERVICE"
};

[[nodiscard]] image_place find_image_place(
    const cloud_run_options& options, const std::string& active_project
);

[[nodiscard]] program_arguments active_project_question();
[[nodiscard]] program_arguments enable_registry(const image_place& place);
[[nodiscard]] program_arguments describe_repository(const image_place& place);
[[nodiscard]] program_arguments create_repository(const image_place& place);

/// To be run in the folder of the context.
[[nodiscard]] program_arguments build_image(
    const cloud_run_options& options, const image_place& place
);

/// @param flags_file  as of make_flags_file().
[[nodiscard]] program_arguments deploy_service(
    const cloud_run_options& options, const image_place& place, const std::string& flags_file
);

/// For gcloud's --flags-file, as JSON: the variables are added to those that the service has.
[[nodiscard]] std::string make_flags_file(const variable_list& set);

/// How it begins.
inline constexpr std::string_view flags_file_opening = R"({"--update-env-vars":)";

/// For docker's --env-file. No value may hold a newline.
[[nodiscard]] std::string make_env_file(const variable_list& set);

/// The first line of make_env_file(). It identifies our own file, which may be replaced.
inline constexpr std::string_view env_file_opening =
    "# Made by datasette-gateway package: keep it secret";

}  // namespace dsgw
