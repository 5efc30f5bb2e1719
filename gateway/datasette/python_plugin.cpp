#include "gateway/datasette/python_plugin.hpp"

#include "gateway/datasette/plugin_files.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace dsgw {

namespace {

constexpr const char* entry_points = "[datasette]\ngateway = datasette_gateway\n";
constexpr const char* package_description =
    "Metadata-Version: 2.1\nName: datasette-gateway\nVersion: " DSGW_VERSION "\n";

void make_folder(const std::string& path)
{
    std::error_code ec;
    std::filesystem::create_directories(path, ec);
    if (ec) throw std::runtime_error("cannot make " + path + ": " + ec.message());
}

}  // namespace

std::string write_python_plugin(const private_folder& folder)
{
    const std::string package = "python/datasette_gateway";
    const std::string about = "python/datasette_gateway-" DSGW_VERSION ".dist-info";
    for (const auto& each : {package, about})
        make_folder(folder.path() + "/" + each);
    for (const auto& file : plugin_files())
        folder.write(package + "/" + std::string(file.name), file.text);
    folder.write(about + "/METADATA", package_description);
    folder.write(about + "/entry_points.txt", entry_points);
    return folder.path() + "/python";
}

std::string with_python_path(const std::string& added)
{
    const char* before = std::getenv("PYTHONPATH");
    const bool is_set = before != nullptr && *before != '\0';
    return is_set ? added + ":" + before : added;
}

}  // namespace dsgw
