#include "gateway/command/served_databases.hpp"

#include <algorithm>
#include <filesystem>

namespace dsgw {

namespace {

bool is_in(const std::vector<std::string>& files, const std::string& file)
{
    return std::ranges::count(files, file) > 0;
}

/// A word in the place of a command.
bool looks_like_a_command(const std::string& file) { return file.find_first_of("./") == file.npos; }

}  // namespace

std::vector<std::string> served_databases(const serve_options& options, const config& configured)
{
    auto files = configured.layout.databases;
    for (const auto* more : {&configured.layout.immutable_databases, &options.immutable_files})
        files.insert(files.end(), more->begin(), more->end());
    return files;
}

/// @source datasette/app.py, Datasette.add_database.
std::map<std::string, std::string> served_database_names(
    const serve_options& options, const config& configured
)
{
    std::map<std::string, std::string> names;
    for (const auto& file : served_databases(options, configured)) {
        const auto stem = std::filesystem::path(file).stem().string();
        auto name = stem;
        for (unsigned number = 2; !names.emplace(name, file).second; ++number)
            name = stem + '_' + std::to_string(number);
    }
    return names;
}

problem_list find_missing_databases(const serve_options& options, const config& configured)
{
    problem_list found;
    std::error_code ec;
    for (const auto& file : served_databases(options, configured)) {
        // Datasette creates FILES only, not those of -i. The audit file exists before Datasette
        // starts.
        const bool may_be_created = (options.create && is_in(configured.layout.databases, file)) ||
                                    file == configured.settings.audit_path;
        if (may_be_created || std::filesystem::exists(file, ec)) continue;
        std::string what = "the database file does not exist; correct the name or use --create";
        if (looks_like_a_command(file)) what += " (it is not a command either: see --help)";
        found.push_back({file, std::move(what)});
    }
    return found;
}

}  // namespace dsgw
