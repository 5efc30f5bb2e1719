#include "gateway/config/child/child_split.hpp"

#include "gateway/config/config_tree.hpp"

#include <algorithm>
#include <array>

namespace dsgw {

namespace json = boost::json;

namespace {

enum class config_level
{
    instance,
    database,
    table,
};

/// Shown, and read nowhere else. "settings" in a metadata file means nothing to either line, and
/// must not begin to.
constexpr std::array<std::string_view, 13> shown_keys{
    "title",       "description", "description_html", "source", "source_url",   "license",
    "license_url", "about",       "about_url",        "units",  "custom_units", "columns",
    "settings"};

/// 1.0's _table_config_keys, and the two more that it reads from its configuration only.
constexpr std::array<std::string_view, 12> table_keys{
    "hidden", "sort",      "sort_desc", "size",       "sortable_columns", "label_column",
    "facets", "fts_table", "fts_pk",    "searchmode", "facet_size",       "column_types"};

constexpr std::array<std::string_view, 7> deciding_keys{
    "allow", "allow_sql", "permissions", "queries", "plugins", "extra_css_urls", "extra_js_urls"};

template <std::size_t Size>
bool contains(const std::array<std::string_view, Size>& keys, std::string_view key)
{
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string_view children_key(config_level at)
{
    return at == config_level::instance   ? "databases"
           : at == config_level::database ? "tables"
                                          : "";
}

config_level below(config_level at)
{
    return at == config_level::instance ? config_level::database : config_level::table;
}

split_tree split_level(const json::object& object, config_level at)
{
    split_tree out;
    for (const auto& [key, value] : object) {
        if (std::string_view(key) == children_key(at) && value.is_object()) {
            split_tree children;
            for (const auto& [name, child] : value.get_object()) {
                if (!child.is_object()) continue;
                auto parts = split_level(child.get_object(), below(at));
                if (!parts.metadata.empty()) children.metadata[name] = std::move(parts.metadata);
                if (!parts.configuration.empty())
                    children.configuration[name] = std::move(parts.configuration);
            }
            if (!children.metadata.empty()) out.metadata[key] = std::move(children.metadata);
            if (!children.configuration.empty())
                out.configuration[key] = std::move(children.configuration);
            continue;
        }
        const bool decides = contains(deciding_keys, key) ||
                             (at == config_level::table && contains(table_keys, key));
        if (!decides) out.metadata[key] = value;
        if (decides || !contains(shown_keys, key)) out.configuration[key] = value;
    }
    return out;
}

class merger
{
public:
    explicit merger(problem_list& warnings) : warnings_(warnings) {}

    void merge_level(
        json::object& into, const json::object& more, config_level at, const std::string& path
    )
    {
        for (const auto& [key, value] : more) {
            const auto place = join_path(path, key);
            auto* there = into.if_contains(key);
            if (!there) {
                into.emplace(key, value);
                continue;
            }
            const bool both_objects = there->is_object() && value.is_object();
            const std::string_view name(key);
            if (both_objects && name == children_key(at))
                merge_children(there->get_object(), value.get_object(), below(at), place);
            else if (both_objects && name == "plugins")
                merge_named(there->get_object(), value.get_object(), place, keep_metadata);
            else if (both_objects && (name == "permissions" || name == "queries"))
                merge_named(there->get_object(), value.get_object(), place, take_configuration);
            else if (name == "allow" || (at == config_level::table && contains(table_keys, name)))
                settle(*there, value, place, keep_metadata);
            else
                settle(*there, value, place, take_configuration);
        }
    }

private:
    enum rule
    {
        keep_metadata,
        take_configuration
    };

    void merge_children(
        json::object& into, const json::object& more, config_level at, const std::string& path
    )
    {
        for (const auto& [name, child] : more) {
            auto* there = into.if_contains(name);
            if (there && there->is_object() && child.is_object())
                merge_level(there->get_object(), child.get_object(), at, join_path(path, name));
            else if (!there)
                into.emplace(name, child);
        }
    }

    void merge_named(
        json::object& into, const json::object& more, const std::string& path, rule which
    )
    {
        for (const auto& [name, value] : more) {
            auto* there = into.if_contains(name);
            if (there)
                settle(*there, value, join_path(path, name), which);
            else
                into.emplace(name, value);
        }
    }

    void settle(json::value& there, const json::value& other, const std::string& path, rule which)
    {
        if (there == other) return;
        const bool kept = which == keep_metadata;
        warnings_.push_back(
            {path, std::string("is defined in both files; as in Datasette 1.0 the one of ") +
                       (kept ? "metadata (-m)" : "the configuration (-c)") +
                       " takes precedence. Keep one of the two"}
        );
        if (!kept) there = other;
    }

    problem_list& warnings_;
};

}  // namespace

split_tree split_metadata(const json::object& metadata)
{
    return split_level(metadata, config_level::instance);
}

void merge_configuration(
    json::object& from_metadata, const json::object& configuration, problem_list& warnings
)
{
    merger(warnings).merge_level(from_metadata, configuration, config_level::instance, {});
}

}  // namespace dsgw
