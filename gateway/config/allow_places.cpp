#include "gateway/config/allow_places.hpp"

#include "gateway/config/config_tree.hpp"

namespace dsgw {

namespace json = boost::json;

namespace {

/// The place that a level's blocks speak of.
struct level
{
    std::string path;
    std::string database;
    bool whole_database;
    std::string item{};
};

void collect_level(const json::object& object, const level& at, std::vector<allow_place>& out)
{
    const auto add = [&](std::string where, std::string_view key, const json::value& block) {
        out.push_back(
            {std::move(where), at.database, std::string(key), at.whole_database, block, at.item}
        );
    };
    for (const std::string_view key : {"allow", "allow_sql"})
        if (const auto* block = find_value(object, {key}))
            add(join_path(at.path, key), key, *block);
    if (const auto* permissions = find_object(object, {"permissions"})) {
        const auto path = join_path(at.path, "permissions");
        for (const auto& [action, block] : *permissions)
            add(join_path(path, action), {action.data(), action.size()}, block);
    }
}

}  // namespace

void collect_allow_places(
    const json::object& tree, const std::string& label, std::vector<allow_place>& out
)
{
    const std::string root = label + ": ";
    collect_level(tree, {root, {}, false}, out);
    const auto* databases = find_object(tree, {"databases"});
    if (!databases) return;
    for (const auto& [name, database] : *databases) {
        if (!database.is_object()) continue;
        const auto path = join_path(join_path(root, "databases"), name);
        collect_level(database.get_object(), {path, std::string(name), true}, out);
        for (const std::string_view kind : {"tables", "queries"}) {
            const auto* items = find_object(database.get_object(), {kind});
            if (!items) continue;
            for (const auto& [item, value] : *items) {
                const auto item_path = join_path(join_path(path, kind), item);
                if (value.is_object())
                    collect_level(
                        value.get_object(),
                        {item_path, std::string(name), false, join_path(kind, item)}, out
                    );
            }
        }
    }
}

}  // namespace dsgw
