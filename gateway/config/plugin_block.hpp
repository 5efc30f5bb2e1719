#pragma once

// One plugin's block of the configuration, gathered from both files and -s, with the place that
// each key came from.

#include "base/problem.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// One tree that blocks are taken from.
struct config_source
{
    std::string label;  ///< "metadata.json" or "-s"
    const boost::json::object* tree;
};

struct block_part
{
    std::string where;  ///< "metadata.json: plugins.NAME"
    boost::json::object block;
};

struct plugin_block
{
    std::vector<block_part> parts;  ///< unchanged, from each source that has the block
    boost::json::object merged;     ///< all together; references not resolved

    /// The place of a top-level key of `merged`, e.g. "-s plugins.NAME.key": the last source that
    /// has it.
    [[nodiscard]] std::string where_is(std::string_view key) const;

    /// "metadata.json: plugins.NAME", several joined by " and ".
    [[nodiscard]] std::string where() const;
};

/// @param files      both files: what both set to different values is a problem.
/// @param overrides  -s: wins.
[[nodiscard]] plugin_block gather_plugin_block(
    std::string_view plugin, const std::vector<config_source>& files,
    const config_source& overrides, problem_list& problems
);

}  // namespace dsgw
