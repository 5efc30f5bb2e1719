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

std::string write_python_plugin(const private_folder& folder, python_plugin how)
{
    const std::string package = "python/datasette_gateway/";
    const std::string about = "python/datasette_gateway-" DSGW_VERSION ".dist-info";
    make_folder(folder.path() + "/" + package);
    for (const auto& file : plugin_files()) {
        const bool is_module =
            file.name == "sitecustomize.py" || file.name == "datasette_gateway_finder.py";
        folder.write((is_module ? "python/" : package) + std::string(file.name), file.text);
    }
    if (how == python_plugin::on_import) return folder.path() + "/python";
    make_folder(folder.path() + "/" + about);
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
