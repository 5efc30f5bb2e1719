#pragma once

// Datasette 1.0 reads two files: what is shown (metadata) and what decides (configuration). In a
// metadata file it silently ignores much of the latter, which 0.65 read there: allow_sql,
// permissions, queries. Here a tree in 0.65's manner becomes the two, and two configurations become
// one.

#include "base/problem.hpp"

#include <boost/json/object.hpp>

namespace dsgw {

struct split_tree
{
    boost::json::object metadata;  ///< titles, descriptions, sources, licences, units, columns
    boost::json::object
        configuration;  ///< allow, allow_sql, permissions, queries, plugins, tables' settings
};

/// @param metadata  as read from -m. What neither list knows goes into both.
/// @source datasette 1.0a41: move_plugins_and_allow, move_table_config,
/// default_permissions/config.py,
///         stored_queries.py, facets.py, _asset_urls.
[[nodiscard]] split_tree split_metadata(const boost::json::object& metadata);

/// Puts what -c says beside what came out of metadata. Where both say something, the one that
/// counts in Datasette 1.0 counts here: metadata's for allow, plugins and the settings of tables,
/// else -c's. No two allow blocks are ever mixed. Each such place is a warning.
void merge_configuration(
    boost::json::object& from_metadata, const boost::json::object& configuration,
    problem_list& warnings
);

}  // namespace dsgw
