#include "gateway/config/plugin_block.hpp"

#include "gateway/config/config_tree.hpp"

namespace dsgw {

namespace json = boost::json;

namespace {

bool is_branch(const json::value& value) { return value.is_object() && !is_reference(value); }

/// Like combine(), but what would be replaced by something else is a problem.
void merge_equal(
    json::object& into, const json::object& more, const std::string& where, problem_list& problems
)
{
    for (const auto& [key, value] : more) {
        auto* there = into.if_contains(key);
        if (!there) {
            into.emplace(key, value);
        } else if (is_branch(*there) && is_branch(value)) {
            merge_equal(there->get_object(), value.get_object(), join_path(where, key), problems);
        } else if (*there != value) {
            problems.push_back(
                {join_path(where, key),
                 "is in both configuration files with different values; keep one of the two"}
            );
        }
    }
}

std::string place_in(const config_source& source, std::string_view plugin)
{
    const bool command_line = source.label == "-s";
    return source.label + (command_line ? " " : ": ") + join_path("plugins", plugin);
}

/// The block in one source, or null; what is no object is a problem.
const json::object* find_block(
    const config_source& source, std::string_view plugin, problem_list& problems
)
{
    if (!source.tree) return nullptr;
    const auto* plugins = source.tree->if_contains("plugins");
    // Said once, not again for every plugin: the caller checks "plugins" itself.
    if (!plugins || !plugins->is_object()) return nullptr;
    const auto* block = plugins->get_object().if_contains({plugin.data(), plugin.size()});
    if (!block || block->is_null()) return nullptr;
    if (!block->is_object()) {
        problems.push_back({place_in(source, plugin), "must be an object"});
        return nullptr;
    }
    return &block->get_object();
}

}  // namespace

std::string plugin_block::where_is(std::string_view key) const
{
    std::string found = where();
    for (const auto& part : parts)
        if (part.block.contains({key.data(), key.size()})) found = part.where;
    return join_path(found, key);
}

std::string plugin_block::where() const
{
    std::string out;
    for (const auto& part : parts)
        out += (out.empty() ? "" : " and ") + part.where;
    return out;
}

plugin_block gather_plugin_block(
    std::string_view plugin, const std::vector<config_source>& files,
    const config_source& overrides, problem_list& problems
)
{
    plugin_block out;
    for (const auto& source : files) {
        const auto* block = find_block(source, plugin, problems);
        if (!block) continue;
        out.parts.push_back({place_in(source, plugin), *block});
        merge_equal(out.merged, *block, place_in(source, plugin), problems);
    }
    if (const auto* block = find_block(overrides, plugin, problems)) {
        out.parts.push_back({place_in(overrides, plugin), *block});
        combine(out.merged, *block);
    }
    return out;
}

}  // namespace dsgw
