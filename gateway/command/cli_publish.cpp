#include "gateway/command/cli_publish.hpp"

#include "base/ascii.hpp"
#include "gateway/command/option_number.hpp"

#include <algorithm>
#include <array>

namespace dsgw {

namespace {

using gathered = cli_values&;
using texts = std::span<const std::string>;

template <auto Member>
std::string keep_text(gathered v, texts g)
{
    v.publish.*Member = g[0];
    return g[0].empty() ? "needs a value" : "";
}

template <auto Member>
std::string keep_cloud_text(gathered v, texts g)
{
    v.publish.cloud_run.*Member = g[0];
    return g[0].empty() ? "needs a value" : "";
}

template <auto Member>
std::string add_text(gathered v, texts g)
{
    (v.publish.*Member).push_back(g[0]);
    return g[0].empty() ? "needs a value" : "";
}

template <auto Member>
std::string keep_flag(gathered v, texts)
{
    v.publish.*Member = true;
    return {};
}

std::string keep_extra(gathered v, texts g)
{
    v.publish.extra_options = g[0];
    return {};
}

std::string add_mount(gathered v, texts g)
{
    const auto colon = g[0].find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == g[0].size())
        return "needs MOUNT:FOLDER, not \"" + g[0] + '"';
    v.publish.static_mounts.push_back({g[0].substr(0, colon), g[0].substr(colon + 1)});
    return {};
}

std::string add_plugin_secret(gathered v, texts g)
{
    if (g[0].empty() || g[1].empty()) return "needs PLUGIN KEY VALUE";
    v.publish.plugin_secrets.push_back({g[0], g[1], g[2]});
    return {};
}

/// An empty value counts as unset, as in Datasette.
std::string keep_secret(gathered v, texts g)
{
    v.publish.secret.reset();
    if (!g[0].empty()) v.publish.secret = g[0];
    return {};
}

std::string keep_port(gathered v, texts g)
{
    return read_whole_number<std::uint16_t>(v.publish.port, g[0], 1, 65535);
}

std::string keep_memory(gathered v, texts g)
{
    const std::string_view text(g[0]);
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    static constexpr std::array<std::string_view, 4> units{"Gi", "G", "Mi", "M"};
    if (digits == 0 || std::ranges::count(units, text.substr(digits)) == 0)
        return "needs a number and then Gi, G, Mi or M, e.g. 1Gi";
    v.publish.cloud_run.memory = g[0];
    return {};
}

std::string keep_cpu(gathered v, texts g)
{
    if (g[0] != "1" && g[0] != "2" && g[0] != "4") return "needs 1, 2 or 4";
    v.publish.cloud_run.cpu = g[0];
    return {};
}

/// @source Cloud Run's naming rule.
bool is_service_name(std::string_view name)
{
    const auto is_part = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-'; };
    return !name.empty() && name.size() <= 49 && std::ranges::all_of(name, is_part) &&
           !is_digit(name.front()) && name.front() != '-' && name.back() != '-';
}

std::string keep_service(gathered v, texts g)
{
    if (!is_service_name(g[0]))
        return "needs the name of a Cloud Run service: at most 49 of a-z, 0-9 and -, beginning "
               "with a letter";
    v.publish.cloud_run.service = g[0];
    return {};
}

template <auto Member>
std::string keep_count(gathered v, texts g)
{
    unsigned number = 0;
    auto wrong = read_whole_number(number, g[0], 0U, 1'000'000U);
    v.publish.cloud_run.*Member = number;
    return wrong;
}

std::string show_help(gathered v, texts)
{
    v.help = true;
    return {};
}

/// These go into the metadata under the names of the options.
constexpr std::array<std::string_view, 7> about_keys{
    "title", "license", "license_url", "source", "source_url", "about", "about_url"};

template <std::size_t Index>
std::string keep_about(gathered v, texts g)
{
    v.publish.about.emplace_back(about_keys.at(Index), g[0]);
    return {};
}

constexpr std::array for_both{
    cli_option{
        "--metadata", 'm', 1, "FILE", "JSON or YAML file with metadata and accounts to publish",
        keep_text<&publish_options::metadata>},
    cli_option{
        "--extra-options", 0, 1, "TEXT", "More options for datasette-gateway serve, as one string",
        keep_extra},
    cli_option{
        "--branch", 0, 1, "NAME", "Install Datasette from this branch on GitHub, e.g. main",
        keep_text<&publish_options::branch>},
    cli_option{
        "--template-dir", 0, 1, "FOLDER", "Folder of templates",
        keep_text<&publish_options::template_dir>},
    cli_option{
        "--plugins-dir", 0, 1, "FOLDER", "Folder of plugins",
        keep_text<&publish_options::plugins_dir>},
    cli_option{
        "--static", 0, 1, "MOUNT:FOLDER", "Serve the files of a folder at /MOUNT/; repeatable",
        add_mount},
    cli_option{
        "--install", 0, 1, "PACKAGE", "Also install a package, e.g. a plugin; repeatable",
        add_text<&publish_options::install>},
    cli_option{
        "--plugin-secret", 0, 3, "PLUGIN KEY VALUE",
        "A setting of a plugin that is passed in the environment; repeatable", add_plugin_secret},
    cli_option{
        "--version-note", 0, 1, "TEXT", "A note for /-/versions",
        keep_text<&publish_options::version_note>},
    cli_option{
        "--secret", 0, 1, "TEXT",
        "Secret that signs cookies [$DATASETTE_PUBLISH_SECRET, else random]", keep_secret},
    cli_option{"--title", 0, 1, "TEXT", "Title for the metadata", keep_about<0>},
    cli_option{"--license", 0, 1, "TEXT", "Licence for the metadata", keep_about<1>},
    cli_option{"--license_url", 0, 1, "URL", "Address of the licence", keep_about<2>},
    cli_option{"--source", 0, 1, "TEXT", "Source for the metadata", keep_about<3>},
    cli_option{"--source_url", 0, 1, "URL", "Address of the source", keep_about<4>},
    cli_option{"--about", 0, 1, "TEXT", "About for the metadata", keep_about<5>},
    cli_option{"--about_url", 0, 1, "URL", "Address of the about link", keep_about<6>},
    cli_option{
        "--spatialite", 0, 0, "", "Include the SpatiaLite extension",
        keep_flag<&publish_options::spatialite>},
    cli_option{
        "--show-files", 0, 0, "", "Print the generated Dockerfile and metadata.json",
        keep_flag<&publish_options::show_files>},
    cli_option{
        "--apt-get-install", 0, 1, "PACKAGE", "Install a Debian package; repeatable",
        add_text<&publish_options::apt_packages>},
    cli_option{
        "--generate-dir", 0, 1, "FOLDER",
        "Write the build context to this folder, and build nothing",
        keep_text<&publish_options::generate_dir>},
    cli_option{
        "--env-file", 0, 1, "FILE",
        "File for the environment variables, among them hashes and keys",
        keep_text<&publish_options::env_file>},
    cli_option{
        "--gateway-wheel", 0, 1, "FILE", "Install the gateway from this wheel [copy this program]",
        keep_text<&publish_options::gateway_wheel>},
    cli_option{"--help", 0, 0, "", "Show this help", show_help},
};

constexpr std::array for_package{
    cli_option{
        "--tag", 't', 1, "NAME", "Name for the image, or NAME:TAG",
        keep_text<&publish_options::tag>},
    cli_option{"--port", 'p', 1, "PORT", "Port to listen on if $PORT is not set [8001]", keep_port},
};

constexpr std::array for_cloud_run{
    cli_option{"--service", 0, 1, "NAME", "Service to deploy or to update", keep_service},
    cli_option{
        "--name", 'n', 1, "NAME", "Name of the application during the build [datasette]",
        keep_text<&publish_options::name>},
    cli_option{"--memory", 0, 1, "SIZE", "Memory per instance, e.g. 1Gi", keep_memory},
    cli_option{"--cpu", 0, 1, "N", "Number of processors per instance: 1, 2 or 4", keep_cpu},
    cli_option{
        "--timeout", 0, 1, "SECONDS", "Maximum duration of the build",
        keep_count<&cloud_run_options::build_seconds_max>},
    cli_option{
        "--max-instances", 0, 1, "N", "Maximum number of instances [1]; 0 = no limit",
        keep_count<&cloud_run_options::instances_max>},
    cli_option{
        "--min-instances", 0, 1, "N", "Minimum number of instances",
        keep_count<&cloud_run_options::instances_min>},
    cli_option{
        "--artifact-repository", 0, 1, "NAME", "Repository of the image [datasette]",
        keep_cloud_text<&cloud_run_options::repository>},
    cli_option{
        "--artifact-region", 0, 1, "NAME", "Location of that repository [us]",
        keep_cloud_text<&cloud_run_options::region>},
    cli_option{
        "--artifact-project", 0, 1, "NAME", "Project of that repository [gcloud's active one]",
        keep_cloud_text<&cloud_run_options::project>},
};

template <std::size_t N>
constexpr auto before_those_of_both(const std::array<cli_option, N>& first)
{
    std::array<cli_option, N + for_both.size()> all{};
    std::ranges::copy(first, all.begin());
    std::ranges::copy(for_both, all.begin() + N);
    return all;
}

constexpr auto package_table = before_those_of_both(for_package);
constexpr auto cloud_run_table = before_those_of_both(for_cloud_run);

constexpr std::array<command_help, 3> helps{{
    {command_name::package, "package", "package [OPTIONS] FILES...",
     "Make a Docker image that serves databases with passwords",
     "Hashes and keys go by environment, never into the image.\n\n"
     "Examples:\n"
     "  datasette-gateway package bigmac.db -m metadata.json -t bigmac\n"
     "  datasette-gateway package bigmac.db -m metadata.json --generate-dir bigmac-image"},
    {command_name::publish, "publish", "publish COMMAND [OPTIONS]",
     "Publish databases with passwords: publish cloudrun",
     "Example:\n"
     "  datasette-gateway publish cloudrun bigmac.db --service=my-bigmac -m metadata.json"},
    {command_name::publish_cloudrun, "publish cloudrun", "publish cloudrun [OPTIONS] [FILES]...",
     "Publish databases with passwords on Google Cloud Run",
     "Hashes and keys go by environment, never into the image.\n\n"
     "Examples:\n"
     "  datasette-gateway publish cloudrun bigmac.db --service=my-bigmac \\\n"
     "      --install=datasette-vega -m metadata.json\n"
     "  datasette-gateway publish cloudrun bigmac.db --service=my-bigmac \\\n"
     "      -m metadata.json --generate-dir bigmac-image"},
}};

}  // namespace

std::span<const command_help> publish_helps() { return helps; }

std::span<const cli_option> publish_command_options(command_name command)
{
    if (command == command_name::package) return package_table;
    return cloud_run_table;
}

std::string why_incomplete(const publish_options& given)
{
    if (given.target == publish_target::docker_image && given.files.empty())
        return "package needs FILES: the databases to put into the image";
    if (given.target == publish_target::cloud_run && given.cloud_run.service.empty())
        return "publish cloudrun needs --service=NAME (to list yours: gcloud run services list)";
    return {};
}

}  // namespace dsgw
