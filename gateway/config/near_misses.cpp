#include "gateway/config/near_misses.hpp"

#include "auth/ascii.hpp"
#include "gateway/config/config_accounts.hpp"
#include "gateway/config/config_tree.hpp"
#include "gateway/config/suggest.hpp"

#include <algorithm>
#include <array>

namespace dsgw {

namespace json = boost::json;

namespace {

using names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> plugin_names{
    "datasette-auth-passwords", "datasette-gateway", "datasette-secrets"};
constexpr std::array<std::string_view, 3> short_plugin_names{
    "auth-passwords", "gateway", "secrets"};

constexpr std::array<std::string_view, 6> instance_blocks{"plugins",  "databases", "permissions",
                                                          "settings", "allow",     "allow_sql"};
constexpr std::array<std::string_view, 6> database_blocks{"plugins", "permissions", "tables",
                                                          "queries", "allow",       "allow_sql"};
constexpr std::array<std::string_view, 3> item_blocks{"plugins", "permissions", "allow"};

constexpr std::array<std::string_view, 13> shown_everywhere{
    "title",        "description", "description_html", "source", "source_url",   "license",
    "license_url",  "about",       "about_url",        "units",  "custom_units", "extra_css_urls",
    "extra_js_urls"};

/// Of tables and queries, in both lines.
constexpr std::array<std::string_view, 24> shown_of_items{
    "hidden",
    "sort",
    "sort_desc",
    "size",
    "sortable_columns",
    "label_column",
    "facets",
    "facet_size",
    "fts_table",
    "fts_pk",
    "searchmode",
    "column_types",
    "columns",
    "sql",
    "write",
    "params",
    "parameters",
    "hide_sql",
    "fragment",
    "on_success_message",
    "is_write",
    "on_success_redirect",
    "on_error_message",
    "on_error_redirect"};

/// Of both lines, and the gateway's own. @source datasette/default_actions.py.
constexpr std::array<std::string_view, 23> action_names{
    "view-instance",     "view-database",     "view-database-download",
    "view-table",        "view-query",        "execute-sql",
    "execute-write-sql", "permissions-debug", "debug-menu",
    "create-table",      "create-view",       "alter-table",
    "drop-table",        "drop-view",         "insert-row",
    "delete-row",        "update-row",        "update-query",
    "delete-query",      "store-query",       "set-column-type",
    "manage-secrets",    "gateway-status"};

/// Of both lines. @source datasette/app.py, SETTINGS.
constexpr std::array<std::string_view, 25> setting_names{
    "default_page_size",   "max_returned_rows",     "max_insert_rows",
    "max_post_body_bytes", "num_sql_threads",       "sql_time_limit_ms",
    "default_facet_size",  "facet_time_limit_ms",   "facet_suggest_time_limit_ms",
    "allow_facet",         "allow_download",        "allow_signed_tokens",
    "default_allow_sql",   "max_signed_tokens_ttl", "suggest_facets",
    "default_cache_ttl",   "cache_size_kb",         "allow_csv_stream",
    "max_csv_mb",          "truncate_cells_html",   "force_https_urls",
    "template_debug",      "trace_debug",           "base_url",
    "default_deny"};

constexpr std::string_view no_effect = "has no effect here";

/// Without what people mix up: case, and the signs between words.
std::string bare_name(std::string_view name)
{
    std::string out;
    for (const char c : name)
        if (c != '_' && c != '-' && c != ' ' && c != '.') out += to_lower(c);
    return out;
}

bool differ_in_number(std::string_view one, std::string_view several)
{
    if (several.size() == one.size() + 1 && several.ends_with('s') && several.starts_with(one))
        return true;
    return one.ends_with('y') && several.ends_with("ies") &&
           one.substr(0, one.size() - 1) == several.substr(0, several.size() - 3);
}

bool is_slip(std::string_view name, std::string_view known)
{
    const auto written = bare_name(name);
    const auto meant = bare_name(known);
    if (written == meant || differ_in_number(written, meant) || differ_in_number(meant, written))
        return true;
    // Short words have real neighbours: "sort" and "port".
    const std::size_t allowed = meant.size() < 5 ? 0 : meant.size() < 10 ? 1 : 2;
    const auto longer = std::max(written.size(), meant.size());
    const auto shorter = std::min(written.size(), meant.size());
    return longer - shorter <= allowed && edit_distance(written, meant) <= allowed;
}

bool contains(names list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

bool is_block(const json::value& value)
{
    return value.is_object() || value.is_null() || value.is_array();
}

/// Where a name's meaning ends the search: what could an allow block look like?
bool could_mean(std::string_view known, const json::value& value)
{
    return is_block(value) || (known.starts_with("allow") && value.is_bool());
}

class name_checker
{
public:
    name_checker(config_problems& problems, config_problems& warnings)
        : problems_(problems), warnings_(warnings)
    {}

    void check_instance(const json::object& tree, const std::string& root)
    {
        check_level(tree, root, instance_blocks, {});
        if (const auto* plugins = find_object(tree, {"plugins"}))
            check_plugins(*plugins, join_path(root, "plugins"));
        if (const auto* databases = find_object(tree, {"databases"}))
            for (const auto& [name, database] : *databases)
                check_database(name, database, join_path(join_path(root, "databases"), name));
        if (const auto* settings = find_object(tree, {"settings"}))
            for (const auto& member : *settings)
                check_one(member.key(), join_path(root, "settings"), setting_names, "setting");
    }

private:
    void check_database(std::string_view name, const json::value& database, const std::string& path)
    {
        if (is_plugin(name)) return misplaced_plugin(path);
        const auto* object = database.if_object();
        if (object == nullptr) return;
        check_level(*object, path, database_blocks, {});
        check_inner_plugins(*object, path);
        for (const std::string_view kind : {"tables", "queries"}) {
            const auto* items = find_object(*object, {kind});
            if (items == nullptr) continue;
            for (const auto& [item, value] : *items) {
                const auto place = join_path(join_path(path, kind), item);
                if (!value.is_object()) continue;
                check_level(value.get_object(), place, item_blocks, shown_of_items);
                check_inner_plugins(value.get_object(), place);
            }
        }
    }

    /// @param blocks  names that decide at this level.   @param more  names that are shown there.
    void check_level(const json::object& object, const std::string& path, names blocks, names more)
    {
        for (const auto& [member, value] : object) {
            const std::string_view key(member.data(), member.size());
            if (contains(blocks, key)) continue;
            const auto place = join_path(path, key);
            const auto meant = near_miss(key, blocks);
            if (contains(shown_everywhere, key) || contains(more, key)) continue;
            if (!meant.empty() && could_mean(meant, value)) {
                problem(place, "is not a known key here; did you mean " + std::string(meant) + "?");
            } else if (refuse_passwords_key(key, place)) {
                continue;
            } else if (key == "allow_sql" && could_mean(key, value)) {
                problem(
                    place,
                    std::string(no_effect) + ": it belongs to databases.NAME or the top level"
                );
            } else if (is_plugin(key) || (key.starts_with("datasette-") && is_block(value))) {
                misplaced_plugin(place);
            } else {
                warn_of_shown(key, place, more);
                check_ignored(value, place);
            }
        }
        if (const auto* permissions = find_object(object, {"permissions"}))
            for (const auto& member : *permissions)
                check_one(member.key(), join_path(path, "permissions"), action_names, "permission");
    }

    void check_plugins(const json::object& plugins, const std::string& path)
    {
        for (const auto& [member, value] : plugins) {
            const std::string_view key(member.data(), member.size());
            const auto place = join_path(path, key);
            if (contains(plugin_names, key) || refuse_passwords_key(key, place)) continue;
            if (contains(instance_blocks, key)) {
                problem(
                    place, std::string(no_effect) +
                               ": it belongs to the top level, beside \"plugins\"; check the "
                               "indentation"
                );
                continue;
            }
            auto meant = near_miss(key, plugin_names);
            for (std::size_t i = 0; i < short_plugin_names.size(); ++i)
                if (bare_name(key) == bare_name(short_plugin_names[i])) meant = plugin_names[i];
            if (!meant.empty())
                problem(place, "is not a known plugin; did you mean " + std::string(meant) + "?");
            else
                check_other_plugin(value, place);
        }
    }

    /// A block of any name: with these keys it was meant for datasette-auth-passwords.
    void check_other_plugin(const json::value& block, const std::string& path)
    {
        const auto* object = block.if_object();
        if (object == nullptr) return;
        for (const auto& [member, value] : *object) {
            const std::string_view key(member.data(), member.size());
            const auto place = join_path(path, key);
            if (refuse_passwords_key(key, place)) continue;
            if (is_plugin(key))
                misplaced_plugin(place);
            else
                check_other_plugin(value, place);
        }
    }

    /// The gateway's own plugins count at the top only; others may have blocks anywhere.
    void check_inner_plugins(const json::object& object, const std::string& path)
    {
        const auto* plugins = find_object(object, {"plugins"});
        if (plugins == nullptr) return;
        for (const auto& [key, value] : *plugins) {
            const auto place = join_path(join_path(path, "plugins"), key);
            if (is_plugin(key))
                misplaced_plugin(place);
            else
                check_other_plugin(value, place);
        }
    }

    /// Below a key that nothing reads. An allow block there protects nothing.
    void check_ignored(const json::value& value, const std::string& path)
    {
        if (const auto* list = value.if_array()) {
            for (std::size_t i = 0; i < list->size(); ++i)
                check_ignored((*list)[i], join_path(path, i));
            return;
        }
        const auto* object = value.if_object();
        if (object == nullptr) return;
        for (const auto& [member, inner] : *object) {
            const std::string_view key(member.data(), member.size());
            const auto place = join_path(path, key);
            if (refuse_passwords_key(key, place)) continue;
            if (is_plugin(key))
                misplaced_plugin(place);
            else if (is_access_rule(key, inner))
                problem(
                    place, std::string(no_effect) +
                               ": it belongs to the top level, databases.NAME, or a table or query "
                               "under its tables or queries"
                );
            else
                check_ignored(inner, place);
        }
    }

    /// "http_basic_auth", however it is spelled, decides in its own plugin's block only.
    bool refuse_passwords_key(std::string_view key, const std::string& place)
    {
        constexpr std::string_view known = "http_basic_auth";
        if (!is_slip(key, known)) return false;
        problem(
            place, std::string(no_effect) +
                       ": \"http_basic_auth\" belongs in "
                       "plugins.datasette-auth-passwords"
        );
        return true;
    }

    /// A rule that was meant to close something.
    static bool is_access_rule(std::string_view key, const json::value& value)
    {
        if (key == "allow") return value.is_object() || value == false;
        return key == "allow_sql" || (key == "permissions" && value.is_object());
    }

    static bool is_plugin(std::string_view key)
    {
        return contains(plugin_names, key) || !near_miss(key, plugin_names).empty();
    }

    void misplaced_plugin(const std::string& place)
    {
        problem(
            place, std::string(no_effect) +
                       ": a plugin's block belongs under \"plugins\" at the top level; check the "
                       "indentation"
        );
    }

    void warn_of_shown(std::string_view key, const std::string& place, names more)
    {
        auto meant = near_miss(key, shown_everywhere);
        if (meant.empty()) meant = near_miss(key, more);
        if (!meant.empty())
            warnings_.push_back(
                {place, std::string(no_effect) + "; did you mean " + std::string(meant) + "?"}
            );
    }

    void check_one(
        std::string_view key, const std::string& path, names known, const std::string& kind
    )
    {
        const auto place = join_path(path, key);
        if (refuse_passwords_key(key, place)) return;
        if (contains(instance_blocks, key))
            return problem(place, std::string(no_effect) + ": it is not a " + kind);
        const auto meant = near_miss(key, known);
        if (!meant.empty())
            problem(place, "is not a known " + kind + "; did you mean " + std::string(meant) + "?");
    }

    void problem(std::string where, std::string what)
    {
        problems_.push_back({std::move(where), std::move(what)});
    }

    config_problems& problems_;
    config_problems& warnings_;
};

}  // namespace

std::string_view near_miss(std::string_view name, names known)
{
    if (contains(known, name) || name.size() > 80) return {};
    for (const auto candidate : known)
        if (is_slip(name, candidate)) return candidate;
    return {};
}

void check_names(
    const json::object& tree, const std::string& label, config_problems& problems,
    config_problems& warnings
)
{
    const bool command_line = label == "-s";
    name_checker(problems, warnings).check_instance(tree, label + (command_line ? " " : ": "));
}

void check_setting_names(const std::vector<setting_pair>& settings, config_problems& problems)
{
    for (const auto& pair : settings) {
        const auto meant = near_miss(pair.first, setting_names);
        if (!meant.empty())
            problems.push_back(
                {"--setting " + pair.first,
                 "is no setting of Datasette's; did you mean " + std::string(meant) + "?"}
            );
    }
}

}  // namespace dsgw
