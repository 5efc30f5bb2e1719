#include "gateway/config/child/child_config.hpp"

#include "gateway/config/child/child_split.hpp"
#include "gateway/config/child/child_strip.hpp"
#include "gateway/config/config_env.hpp"
#include "gateway/config/config_settings.hpp"
#include "gateway/config/config_tree.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace dsgw {

namespace json = boost::json;

namespace {

constexpr const char* key_variable = "DATASETTE_GATEWAY_SECRETS_KEY";

/// Datasette's real secrets plugin keeps its block, but reads its key from one of our variables:
/// 0.65 would publish a literal key in a file.
void move_secrets_key(json::object& tree, child_config& out)
{
    auto* plugins = tree.if_contains("plugins");
    auto* block = plugins && plugins->is_object()
                      ? plugins->get_object().if_contains("datasette-secrets")
                      : nullptr;
    if (!block || !block->is_object()) return;
    auto& secrets = block->get_object();
    // The plugin's own documentation also writes it with an underscore, which the plugin ignores.
    secrets.erase("encryption_key");
    const auto* key = secrets.if_contains("encryption-key");
    if (!key) return;
    const auto resolved =
        resolve_references(*key, "plugins.datasette-secrets.encryption-key", out.warnings);
    if (!resolved.is_string() || resolved.get_string().empty()) {
        secrets.erase("encryption-key");  // as the plugin has it: not configured
        return;
    }
    secrets["encryption-key"] = json::object{{"$env", key_variable}};
    out.environment.emplace_back(key_variable, std::string(resolved.get_string()));
}

/// Each name once, with its last value.
std::vector<setting_pair> last_of_each(const std::vector<setting_pair>& pairs)
{
    std::vector<setting_pair> out;
    for (const auto& pair : pairs) {
        std::erase_if(out, [&](const setting_pair& seen) { return seen.first == pair.first; });
        out.push_back(pair);
    }
    return out;
}

/// 0.65 has no settings in files: all of them become --setting. 1.0 reads its file's own.
void arrange_settings(
    const config& from, datasette_line line, json::object& configuration, child_config& out
)
{
    std::vector<setting_pair> pairs;
    auto* settings = configuration.if_contains("settings");
    if (settings && settings->is_object()) {
        if (auto* base_url = settings->get_object().if_contains("base_url"))
            *base_url = from.base_url;
        if (line == datasette_line::v0_65)
            pairs = settings_as_pairs(settings->get_object(), "settings", out.warnings);
    }
    if (line == datasette_line::v0_65) configuration.erase("settings");
    for (std::size_t i = 0; i < from.datasette_settings.size(); ++i) {
        const auto& pair = from.datasette_settings[i];
        const bool is_ignored = line != datasette_line::v0_65 && i < from.settings_of_directory;
        // The gateway serves below the base_url that it knows, so Datasette must have the same.
        if (!is_ignored || pair.first == "base_url") pairs.push_back(pair);
    }
    for (auto& [name, value] : pairs)
        if (name == "base_url") value = from.base_url;
    out.settings = last_of_each(pairs);
}

/// Those that the gateway itself decides.
bool is_ours(const allow_place& place)
{
    return (place.key == "manage-secrets" || place.key == "gateway-status") &&
           place.database.empty();
}

void warn_of_permissions(const config& from, child_config& out)
{
    for (const auto& place : from.allow_places)
        if (place.key != "allow" && place.key != "allow_sql" && !is_ours(place))
            out.warnings.push_back(
                {place.where, "Datasette 0.65 ignores permissions blocks", "use allow or allow_sql"}
            );
}

}  // namespace

child_config make_child_config(
    const config& from, datasette_line line, child_config_options options
)
{
    child_config out;
    out.with_python_plugin = from.secrets.is_configured;
    const strip_options strip{options.keep_datasette_secrets};
    std::set<std::string> private_variables;

    auto metadata = from.metadata;
    auto configuration = from.datasette_config;
    auto overrides = from.overrides;
    for (auto* tree : {&metadata, &configuration, &overrides})
        strip_private_parts(*tree, strip, private_variables);

    auto parts = split_metadata(metadata);
    merge_configuration(parts.configuration, configuration, out.warnings);
    combine(parts.configuration, overrides);
    // A key that stays is passed under our own name, since the name of its variable is private too.
    if (const auto* key =
            find_value(parts.configuration, {"plugins", "datasette-secrets", "encryption-key"}))
        collect_variables(*key, private_variables);
    move_secrets_key(parts.configuration, out);
    arrange_settings(from, line, parts.configuration, out);

    std::set<std::string> still_used;
    collect_variables(json::value(parts.metadata), still_used);
    collect_variables(json::value(parts.configuration), still_used);
    std::set_difference(
        private_variables.begin(), private_variables.end(), still_used.begin(), still_used.end(),
        std::back_inserter(out.environment_withheld)
    );
    // Datasette 1.0 would speak TLS on our private socket.
    out.environment_withheld.emplace_back("DATASETTE_SSL_KEYFILE");
    out.environment_withheld.emplace_back("DATASETTE_SSL_CERTFILE");

    if (line == datasette_line::v1_0 && from.settings_of_directory > 0)
        out.warnings.push_back(
            {from.layout.settings_json.value_or("settings.json"),
             "Datasette 1.0 ignores this file (except that the gateway uses its base_url)",
             "write the settings under \"settings\" in datasette.yaml"}
        );
    if (line == datasette_line::v0_65) {
        warn_of_permissions(from, out);
        combine(parts.metadata, parts.configuration);
    } else {
        out.config_json = json::serialize(parts.configuration);
    }
    out.metadata_json = json::serialize(parts.metadata);
    return out;
}

}  // namespace dsgw
