#include "secrets/open_store.hpp"

#include "secrets/limits.hpp"
#include "store/state_files.hpp"

#include <filesystem>
#include <utility>

namespace dsgw::secrets {
namespace {

namespace fs = std::filesystem;

// The name of a generated key if "default" is another one.
constexpr const char* made_key_other_name = "first-start";

std::vector<key_setting> configured_keys(const open_settings& settings)
{
    std::vector<key_setting> keys = settings.keys;
    if (settings.plugin_key) {
        keys.push_back(*settings.plugin_key);
        keys.back().name = plugin_key_name;
    }
    return keys;
}

bool has_name(const std::vector<key_setting>& keys, std::string_view name)
{
    for (const key_setting& key : keys) {
        if (key.name == name) return true;
    }
    return false;
}

result<std::string> read_key_file(const std::string& path)
{
    const auto text = store::read_own_file(path, limits::key_file_bytes_max);
    if (!text) return text.error();
    return std::string(text->view());
}

// @return nothing if no key was ever generated here.
result<std::optional<key_setting>> find_made_key(
    const std::string& path, const std::vector<key_setting>& configured
)
{
    std::error_code ignored;
    if (path.empty() || !fs::exists(path, ignored)) return std::optional<key_setting>();
    auto text = read_key_file(path);
    if (!text) return text.error();
    const bool is_taken = has_name(configured, plugin_key_name);
    return std::optional(key_setting{
        is_taken ? made_key_other_name : std::string(plugin_key_name), std::move(*text), path});
}

// Another process that starts at the same moment may be first: then its key counts.
result<bool> make_key_file(const std::string& path)
{
    const secret_bytes text = fernet_key::generate().text();
    return store::write_new_file(path, std::string(text.view()) + "\n");
}

result<void> make_first_key(opened_store& opened, secret_store& store)
{
    const auto stored = store.list();
    if (!stored) return stored.error();
    if (!stored->empty() || opened.place.key_path.empty())
        return make_failure(errc::no_key, opened.place.path);
    const auto is_ours = make_key_file(opened.place.key_path);
    if (!is_ours) return is_ours.error();
    if (*is_ours) opened.made_key_path = fs::absolute(opened.place.key_path).string();
    return {};
}

result<std::shared_ptr<const key_ring>> read_keys(
    const open_settings& settings, const store_place& place
)
{
    std::vector<key_setting> keys = configured_keys(settings);
    auto made = find_made_key(place.key_path, keys);
    if (!made) return made.error();
    if (*made) keys.push_back(std::move(**made));
    auto ring = key_ring::parse(keys);
    if (!ring) return ring.error();
    return std::make_shared<const key_ring>(std::move(*ring));
}

store_options options_of(const opened_store& opened)
{
    store_options options;
    options.path = opened.place.path;
    options.owner = opened.place.owner;
    options.keys = opened.keys;
    return options;
}

}  // namespace

bool is_lack_of_place(boost::system::error_code code)
{
    return code == errc::no_place || code == errc::table_missing ||
           code == store::errc::file_failed || code == store::errc::database_missing ||
           code == store::errc::database_read_only;
}

result<opened_store> open_store(const open_settings& settings)
{
    auto place = decide_place(settings.place);
    if (!place) return place.error();
    opened_store opened;
    opened.place = std::move(*place);
    if (opened.place.may_create) {
        if (const auto made = store::make_own_file(opened.place.path); !made) return made.error();
    }
    auto keys = read_keys(settings, opened.place);
    if (!keys) return keys.error();
    opened.keys = std::move(*keys);

    if (settings.check == key_check::skipped || opened.keys->empty()) {
        auto store = secret_store::open_without_key_check(options_of(opened));
        if (!store) return store.error();
        opened.store = std::move(*store);
        if (settings.check == key_check::skipped) return opened;

        if (const auto made = make_first_key(opened, *opened.store); !made) return made.error();
        keys = read_keys(settings, opened.place);
        if (!keys) return keys.error();
        opened.keys = std::move(*keys);
    }
    auto store = secret_store::open(options_of(opened));
    if (!store) return store.error();
    opened.store = std::move(*store);
    return opened;
}

}  // namespace dsgw::secrets
