#include "gateway/config/access_words.hpp"

#include "gateway/config/known_names.hpp"
#include "gateway/config/suggest.hpp"

#include <algorithm>
#include <array>

namespace dsgw {

namespace json = boost::json;

namespace {

constexpr auto allow_keys = std::to_array<std::string_view>({"allow", "allow_sql"});

/// Words one letter away from "allow".
constexpr auto real_words =
    std::to_array<std::string_view>({"alloy", "alloys", "fallow", "hallow", "callow", "sallow"});

/// Without the signs between words.
constexpr auto words_for_allow = std::to_array<std::string_view>(
    {"allowed",      "allowonly",     "onlyallow",   "allowlist",    "allowedlist",  "whitelist",
     "allowuser",    "allowusers",    "alloweduser", "allowedusers", "allowactor",   "allowactors",
     "allowedactor", "allowid",       "allowids",    "allowedids",   "allowblock",   "allowif",
     "allowaccess",  "allowto",       "allowfor",    "allowfrom",    "allowview",    "allowread",
     "allowedonly",  "alloweveryone", "allowrole",   "allowroles",   "allowedroles", "allowgroups"}
);
constexpr auto words_for_allow_sql = std::to_array<std::string_view>(
    {"allowedsql", "sqlallow", "allowquery", "allowqueries", "allowsqlqueries", "allowexecutesql"}
);

bool is_key_of_rule(std::string_view key)
{
    return key == "unauthenticated" || is_slip(key, "http_basic_auth") || is_own_plugin(key) ||
           is_one_of(key, other_plugin_names()) || is_one_of(key, closing_setting_names());
}

bool is_action(std::string_view key)
{
    return is_one_of(key, action_names()) || !near_miss(key, action_names()).empty();
}

bool has_action(const json::object& block)
{
    return std::any_of(block.begin(), block.end(), [](const auto& each) {
        return is_action(each.key());
    });
}

/// A database may well be called "whitelist": this is what no block of a database has.
bool resembles_allow_block(const json::value& value)
{
    constexpr auto usual_keys = std::to_array<std::string_view>(
        {"id", "ids", "unauthenticated", "role", "roles", "group", "groups"}
    );
    const auto* block = value.if_object();
    if (block == nullptr || block->empty()) return true;
    return std::any_of(block->begin(), block->end(), [&](const auto& each) {
        return is_one_of(each.key(), usual_keys);
    });
}

}  // namespace

std::string_view meant_allow_key(std::string_view key)
{
    const auto bare = bare_name(key);
    if (is_one_of(bare, real_words) || is_one_of(key, setting_names())) return {};
    if (const auto near = near_miss(key, allow_keys); !near.empty()) return near;
    if (is_one_of(bare, words_for_allow)) return allow_keys[0];
    return is_one_of(bare, words_for_allow_sql) ? allow_keys[1] : std::string_view{};
}

bool is_own_plugin(std::string_view key)
{
    return is_one_of(key, own_plugin_names()) || !near_miss(key, own_plugin_names()).empty();
}

bool is_access_rule(std::string_view key, const json::value& value)
{
    if (key == "allow_sql") return true;
    if (key == "allow" || !meant_allow_key(key).empty()) return value.is_object() || value == false;
    const auto* block = value.if_object();
    if (block == nullptr) return false;
    return key == "permissions" || (is_slip(key, "permissions") && has_action(*block));
}

bool is_rule_in_place_of_name(std::string_view key, const json::value& value)
{
    if (value.is_null()) return false;
    if (key == "allow" || key == "allow_sql") return true;
    if (!meant_allow_key(key).empty()) return resembles_allow_block(value);
    const auto* block = value.if_object();
    if (block == nullptr) return false;
    if (is_slip(key, "permissions")) return has_action(*block);
    return is_slip(key, "settings") && std::any_of(block->begin(), block->end(), [](auto& each) {
               return is_one_of(each.key(), closing_setting_names());
           });
}

bool holds_access_rule(const json::value& value)
{
    if (const auto* list = value.if_array())
        return std::any_of(list->begin(), list->end(), holds_access_rule);
    const auto* object = value.if_object();
    return object != nullptr && std::any_of(object->begin(), object->end(), [](const auto& each) {
               return is_key_of_rule(each.key()) || is_access_rule(each.key(), each.value()) ||
                      holds_access_rule(each.value());
           });
}

}  // namespace dsgw
