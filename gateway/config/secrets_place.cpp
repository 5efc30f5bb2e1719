#include "gateway/config/secrets_place.hpp"

#include <algorithm>
#include <cstdlib>

namespace dsgw {

namespace {

std::optional<std::string> variable(const char* name)
{
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') return {};
    return value;
}

void add_missing(std::vector<std::string>& to, const std::vector<std::string>& more)
{
    for (const auto& file : more)
        if (std::ranges::count(to, file) == 0) to.push_back(file);
}

}  // namespace

secrets::open_settings secrets_settings_of(const config& configured, const database_options& given)
{
    secrets::open_settings made;
    auto& place = made.place;
    place.database = configured.secrets.database;
    // Datasette opens those of FILES first, and names them all in that order.
    place.immutable_files = configured.layout.immutable_databases;
    add_missing(place.immutable_files, given.immutable_files);
    place.files = configured.layout.databases;
    add_missing(place.files, place.immutable_files);
    place.create_missing = given.create;
    place.internal = given.internal;
    place.own_path = configured.settings.secrets.path;
    place.xdg_state_home = variable("XDG_STATE_HOME");
    place.home = variable("HOME");
    made.keys = configured.secrets.keys;
    made.plugin_key = configured.secrets.plugin_key;
    return made;
}

std::optional<problem> find_unreachable_secrets(const config& configured, bool has_socket)
{
    const auto& given = configured.secrets;
    const bool is_shared = given.plugin_key.has_value() && given.keys.empty();
    if (!given.is_configured || has_socket || is_shared) return {};
    return problem{
        "secrets", "plugins of the Datasette at --upstream do not get these secrets",
        "install datasette-gateway beside it, and set DATASETTE_GATEWAY_SOCKET to one path for "
        "both"};
}

}  // namespace dsgw
