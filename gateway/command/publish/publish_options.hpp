#pragma once

// The options of `package` and `publish cloudrun`: those of Datasette's commands with these names,
// and some of our own.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dsgw {

enum class publish_target
{
    docker_image,  ///< package
    cloud_run,     ///< publish cloudrun
};

/// --plugin-secret PLUGIN SETTING VALUE
struct plugin_secret
{
    std::string plugin;
    std::string setting;
    std::string value;
};

/// --static MOUNT:FOLDER
struct static_mount
{
    std::string mount;
    std::string folder;
};

/// What `publish cloudrun` has and `package` has not.
struct cloud_run_options
{
    std::string service;
    std::optional<std::string> memory;  ///< "1Gi"
    std::optional<std::string> cpu;     ///< "1", "2" or "4"
    std::optional<unsigned> build_seconds_max;
    unsigned instances_max = 1;  ///< 0 = no limit
    std::optional<unsigned> instances_min;
    std::string repository = "datasette";
    std::string region = "us";           ///< or the whole host, "us-docker.pkg.dev"
    std::optional<std::string> project;  ///< of the repository; gcloud's own if not given
};

struct publish_options
{
    publish_target target = publish_target::docker_image;
    std::vector<std::string> files;
    std::optional<std::string> metadata;                     ///< "-" is standard input
    std::vector<std::pair<std::string, std::string>> about;  ///< title, license, …: as given
    std::string extra_options;                               ///< words for `serve`
    std::optional<std::string> branch;
    std::optional<std::string> template_dir;
    std::optional<std::string> plugins_dir;
    std::vector<static_mount> static_mounts;
    std::vector<std::string> install;
    std::vector<std::string> apt_packages;
    std::vector<plugin_secret> plugin_secrets;
    std::optional<std::string> version_note;
    std::optional<std::string> secret;  ///< --secret or DATASETTE_PUBLISH_SECRET, never empty
    std::string name = "datasette";     ///< of the context's folder
    std::optional<std::string> tag;
    std::uint16_t port = 8001;  ///< where $PORT says nothing else
    bool spatialite = false;
    bool show_files = false;
    cloud_run_options cloud_run;

    std::optional<std::string> generate_dir;
    std::optional<std::string> env_file;
    std::optional<std::string> gateway_wheel;  ///< else this very program goes into the image
};

}  // namespace dsgw
