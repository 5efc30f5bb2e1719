#include "gateway/config/canned_queries.hpp"

#include "gateway/config/config_tree.hpp"

#include <boost/json/serialize.hpp>

namespace dsgw {

namespace json = boost::json;

namespace {

/// A definition is the statement, or an object with it.
std::string sql_of(const json::value& definition)
{
    if (const auto* sql = definition.if_string()) return std::string(*sql);
    const auto* object = definition.if_object();
    const auto* sql = object == nullptr ? nullptr : object->if_contains("sql");
    return sql != nullptr && sql->is_string() ? std::string(sql->get_string())
                                              : json::serialize(definition);
}

void add_queries_of(const json::object& tree, std::vector<canned_query>& out)
{
    const auto* databases = find_object(tree, {"databases"});
    if (databases == nullptr) return;
    for (const auto& [database, block] : *databases) {
        const auto* object = block.if_object();
        const auto* queries = object == nullptr ? nullptr : find_object(*object, {"queries"});
        if (queries == nullptr) continue;
        for (const auto& [name, definition] : *queries)
            out.push_back({std::string(database), std::string(name), sql_of(definition)});
    }
}

}  // namespace

std::vector<canned_query> find_canned_queries(const config& from)
{
    std::vector<canned_query> found;
    for (const auto* tree : {&from.metadata, &from.datasette_config})
        add_queries_of(*tree, found);
    return found;
}

}  // namespace dsgw
