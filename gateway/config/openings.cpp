#include "gateway/config/openings.hpp"

#include "gateway/config/config_tree.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace dsgw {

namespace json = boost::json;

namespace {

/// Kind of block, database, table or query: what a block decides on.
using block_place = std::tuple<std::string, std::string, std::string>;
using block_map = std::map<block_place, const allow_place*>;

/// On for everybody unless something forbids it. @source docs.datasette.io settings.
constexpr std::array<std::string_view, 4> opening_settings{
    "default_allow_sql", "allow_download", "allow_signed_tokens", "allow_csv_stream"};

block_map places_of(const config& from)
{
    block_map out;
    for (const auto& place : from.allow_places) {
        const block_place at{place.key, place.database, place.item};
        // In both files: metadata's allow counts, and the configuration's anything else.
        if (place.key == "allow")
            out.emplace(at, &place);
        else
            out.insert_or_assign(at, &place);
    }
    return out;
}

/// The rule without a block: reading is allowed, everything else is not.
bool is_allowed_by_default(std::string_view key)
{
    return key.starts_with("allow") || key.starts_with("view-") || key == "execute-sql";
}

/// The block that decides there: its own, or that of the level above.
json::value block_at(const block_map& blocks, const block_place& at)
{
    const auto& [key, database, item] = at;
    for (const auto& place :
         {at, block_place{key, database, {}}, block_place{key, std::string(), std::string()}}) {
        const auto found = blocks.find(place);
        if (found != blocks.end()) return found->second->block;
    }
    json::value by_default = is_allowed_by_default(key);
    return by_default;
}

bool admits_all(const json::value& block)
{
    return block.is_null() || (block.is_bool() && block.get_bool());
}

bool holds(const json::value* list, const json::value& wanted)
{
    if (list == nullptr) return false;
    if (list->is_string() && list->get_string() == "*") return true;
    const auto* several = list->if_array();
    if (several == nullptr) return *list == wanted;
    return std::find(several->begin(), several->end(), wanted) != several->end();
}

/// Whether `after` admits an actor that `before` refuses.
bool is_wider(const json::value& before, const json::value& after)
{
    if (admits_all(before)) return false;
    if (admits_all(after)) return true;
    const auto* now = after.if_object();
    if (now == nullptr) return false;
    static const json::object nothing;
    const auto* then = before.is_object() ? &before.get_object() : &nothing;
    for (const auto& [key, value] : *now) {
        const auto* there = then->if_contains(key);
        // Only `true` admits anonymous clients.
        const bool admits = key != "unauthenticated" || (value.is_bool() && value.get_bool());
        if (!admits) continue;
        if (const auto* list = value.if_array()) {
            for (const auto& wanted : *list)
                if (!holds(there, wanted)) return true;
        } else if (!holds(there, value)) {
            return true;
        }
    }
    return false;
}

std::optional<std::string> setting_of(const config& from, std::string_view name)
{
    std::optional<std::string> found;
    if (const auto* value = find_value(from.datasette_config, {"settings", name})) {
        found = value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
    }
    for (const auto& [key, value] : from.datasette_settings)
        if (key == name) found = value;
    return found;
}

bool is_off(const std::optional<std::string>& value)
{
    return value && (*value == "0" || *value == "off" || *value == "false");
}

class comparison
{
public:
    comparison(const config& before, const config& after) : before_(before), after_(after) {}

    void compare()
    {
        compare_blocks();
        compare_accounts();
        compare_settings();
    }

    std::vector<std::string> out;

private:
    void compare_blocks()
    {
        const auto then = places_of(before_);
        const auto now = places_of(after_);
        auto all = now;
        all.insert(then.begin(), then.end());
        for (const auto& [at, place] : all) {
            if (!is_wider(block_at(then, at), block_at(now, at))) continue;
            out.push_back(
                place->where +
                (now.contains(at) ? ": admits more people than before" : ": the block was removed")
            );
        }
    }

    void compare_accounts()
    {
        for (const auto& account : after_.account_summaries) {
            const auto& old = before_.account_summaries;
            const auto same = std::find_if(old.begin(), old.end(), [&](const auto& each) {
                return each.name == account.name;
            });
            if (same == old.end())
                out.push_back(account.where + ": a new account, \"" + account.name + '"');
            else if (before_.accounts->find(account.name)->who->text() !=
                     after_.accounts->find(account.name)->who->text())
                out.push_back(account.where + ": another actor for \"" + account.name + '"');
        }
    }

    void compare_settings()
    {
        const auto& then = before_.settings;
        const auto& now = after_.settings;
        const auto add_if = [&](bool has_opened, const std::string& what) {
            if (has_opened) out.push_back(what);
        };
        if (after_.http_basic_auth) {
            for (const auto& entry : now.public_paths) {
                const auto& old = then.public_paths;
                const bool was_open = std::any_of(old.begin(), old.end(), [&](const auto& each) {
                    return each.path == entry.path && each.query >= entry.query;
                });
                add_if(
                    !was_open,
                    "public: \"" + entry.path +
                        "\" no longer needs credentials, or accepts more queries without them"
                );
            }
            add_if(now.cors_preflight && !then.cors_preflight, "cors_preflight is on");
        }
        add_if(
            now.password_tool == password_tool_access::everybody &&
                then.password_tool != now.password_tool,
            "password_tool: \"everybody\" may use it"
        );
        add_if(then.throttle.enabled && !now.throttle.enabled, "throttle.enabled is off");
        for (const auto& secret : now.session.previous_secrets) {
            const auto& old = then.session.previous_secrets;
            add_if(
                std::find(old.begin(), old.end(), secret) == old.end(),
                "session.previous_secrets: cookies of another secret are accepted"
            );
        }
        for (const auto name : opening_settings)
            add_if(
                is_off(setting_of(before_, name)) && !is_off(setting_of(after_, name)),
                "settings." + std::string(name) + " is on"
            );
    }

    const config& before_;
    const config& after_;
};

}  // namespace

std::optional<problem> check_reload(const config& before, const config& after)
{
    if (!before.http_basic_auth || after.http_basic_auth) return {};
    return make_problem(
        "the new configuration turns http_basic_auth off, which would make the site public",
        "restart the gateway to do that"
    );
}

std::vector<std::string> find_openings(const config& before, const config& after)
{
    comparison work(before, after);
    work.compare();
    return std::move(work.out);
}

}  // namespace dsgw
