#include "secrets/store_place.hpp"

#include "store/state_files.hpp"

#include <algorithm>
#include <filesystem>

namespace dsgw::secrets {
namespace {

namespace fs = std::filesystem;

constexpr const char* file_name = "secrets.db";

std::optional<fs::path> state_folder_of(const place_settings& settings)
{
    const auto folder = store::state_folder({settings.xdg_state_home, settings.home});
    if (!folder) return std::nullopt;
    return *folder;
}

std::string key_beside(fs::path file) { return file.replace_extension(".key").string(); }

store_place in_datasettes_file(
    const place_settings& settings, const std::string& path, std::string why, bool may_create
)
{
    store_place place;
    place.path = path;
    place.owner = file_owner::datasette;
    place.may_create = may_create;
    if (const auto folder = state_folder_of(settings))
        place.key_path = key_beside(*folder / file_name);
    place.why = std::move(why);
    if (settings.own_path) {
        place.note = "plugins.datasette-gateway.secrets.path is ignored: the secrets are in " +
                     path + " (" + place.why + ")";
    }
    return place;
}

result<store_place> in_own_file(const place_settings& settings)
{
    store_place place;
    if (settings.own_path) {
        place.path = *settings.own_path;
        place.why = "plugins.datasette-gateway.secrets.path";
    } else if (const auto folder = state_folder_of(settings)) {
        place.path = (*folder / file_name).string();
        place.why = "the gateway's own file";
    } else {
        return make_failure(errc::no_place);
    }
    place.may_create = true;
    place.key_path = key_beside(place.path);
    return place;
}

std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        text.append(text.empty() ? "" : ", ").append(name);
    return text.empty() ? "there are none" : "there are: " + text;
}

}  // namespace

std::vector<std::string> database_names(const std::vector<std::string>& files)
{
    std::vector<std::string> names;
    for (const std::string& file : files) {
        const std::string stem = fs::path(file).stem().string();
        std::string name = stem;
        for (int number = 2; std::ranges::count(names, name) > 0; ++number)
            name = stem + "_" + std::to_string(number);
        names.push_back(std::move(name));
    }
    return names;
}

result<store_place> decide_place(const place_settings& settings)
{
    // As in the plugin: an empty name counts as none, and _internal is Datasette's own database.
    const std::string database = settings.database.value_or("");
    if (database.empty() || database == "_internal") {
        // Datasette creates this one too if it is missing.
        if (settings.internal) {
            return in_datasettes_file(
                settings, *settings.internal, "--internal", settings.create_internal
            );
        }
        return in_own_file(settings);
    }
    const auto names = database_names(settings.files);
    const auto found = std::ranges::find(names, database);
    if (found == names.end()) return make_failure(errc::unknown_database, database, listed(names));
    const std::string& path = settings.files[static_cast<std::size_t>(found - names.begin())];
    if (std::ranges::count(settings.immutable_files, path) > 0)
        return make_failure(store::errc::database_read_only, path, "-i makes it read-only");
    return in_datasettes_file(
        settings, path, "plugins.datasette-secrets.database", settings.create_missing
    );
}

}  // namespace dsgw::secrets
