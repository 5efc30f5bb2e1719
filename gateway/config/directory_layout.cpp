#include "gateway/config/directory_layout.hpp"

#include "gateway/config/config_value.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

namespace dsgw {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> first_file(
    const fs::path& directory, std::initializer_list<const char*> names
)
{
    std::error_code ec;
    for (const auto* name : names)
        if (fs::exists(directory / name, ec)) return (directory / name).string();
    return {};
}

std::optional<std::string> subdirectory(const fs::path& directory, const char* name)
{
    std::error_code ec;
    if (!fs::is_directory(directory / name, ec)) return {};
    return (directory / name).string();
}

void add_databases(const fs::path& directory, directory_layout& out, problem_list& problems)
{
    std::error_code ec;
    std::array<std::vector<std::string>, 3> found;
    for (fs::directory_iterator it(directory, ec), end; !ec && it != end; it.increment(ec)) {
        const auto extension = it->path().extension();
        if (extension == ".db") found[0].push_back(it->path().string());
        if (extension == ".sqlite") found[1].push_back(it->path().string());
        if (extension == ".sqlite3") found[2].push_back(it->path().string());
    }
    if (ec) problems.push_back({directory.string(), "cannot be listed: " + ec.message()});
    for (auto& group : found) {
        std::sort(group.begin(), group.end());
        out.databases.insert(out.databases.end(), group.begin(), group.end());
    }
}

/// inspect-data.json: {"name": {"file": "name.db", …}, …}.
void mark_immutable(directory_layout& out, problem_list& problems)
{
    const auto data = read_config_object(*out.inspect_file);
    problems.insert(problems.end(), data.problems.begin(), data.problems.end());
    if (!data.problems.empty()) return;
    std::vector<std::string> names;
    for (const auto& member : data.value.get_object()) {
        const auto* entry = member.value().if_object();
        const auto* file = entry ? entry->if_contains("file") : nullptr;
        if (file && file->is_string()) names.emplace_back(file->get_string());
    }
    const auto is_listed = [&](const std::string& file) {
        return std::find(names.begin(), names.end(), fs::path(file).filename().string()) !=
               names.end();
    };
    const auto split = std::stable_partition(
        out.databases.begin(), out.databases.end(),
        [&](const std::string& file) { return !is_listed(file); }
    );
    out.immutable_databases.assign(split, out.databases.end());
    out.databases.erase(split, out.databases.end());
}

bool has_option(const std::vector<std::string>& given, std::string_view name)
{
    return std::any_of(given.begin(), given.end(), [&](const std::string& argument) {
        return argument == name || argument.starts_with(std::string(name) + '=');
    });
}

}  // namespace

std::vector<std::string> directory_layout::extra_arguments(const std::vector<std::string>& given
) const
{
    std::vector<std::string> out;
    const auto add = [&](std::string_view option, const std::optional<std::string>& path) {
        if (!path || has_option(given, option)) return;
        out.emplace_back(option);
        out.push_back(*path);
    };
    add("--template-dir", template_dir);
    add("--plugins-dir", plugins_dir);
    add("--inspect-file", inspect_file);
    if (static_dir && !has_option(given, "--static")) {
        out.emplace_back("--static");
        out.push_back("static:" + *static_dir);
    }
    // With an -i of the user's own the list of inspect-data.json does not count: plain files then.
    const bool own_list = has_option(given, "-i") || has_option(given, "--immutable");
    for (const auto& file : immutable_databases) {
        if (!own_list) out.emplace_back("-i");
        out.push_back(file);
    }
    return out;
}

directory_layout read_directory_layout(
    const std::vector<std::string>& files, problem_list& problems
)
{
    directory_layout out;
    std::error_code ec;
    for (const auto& file : files) {
        if (!fs::is_directory(file, ec))
            out.databases.push_back(file);
        else if (!out.directory)
            out.directory = file;
        else
            problems.push_back({file, "is a second directory", "give one configuration directory"});
    }
    if (!out.directory) return out;

    const fs::path directory(*out.directory);
    out.metadata = first_file(directory, {"metadata.json", "metadata.yaml", "metadata.yml"});
    out.config = first_file(directory, {"datasette.json", "datasette.yaml", "datasette.yml"});
    out.settings_json = first_file(directory, {"settings.json"});
    out.inspect_file = first_file(directory, {"inspect-data.json"});
    out.template_dir = subdirectory(directory, "templates");
    out.plugins_dir = subdirectory(directory, "plugins");
    out.static_dir = subdirectory(directory, "static");
    if (first_file(directory, {"config.json"}))
        problems.push_back(
            {(directory / "config.json").string(), "should be renamed to settings.json"}
        );
    add_databases(directory, out, problems);
    if (out.inspect_file) mark_immutable(out, problems);
    return out;
}

}  // namespace dsgw
