#pragma once

// The names that have a meaning in a configuration, to Datasette or to the gateway: tables only.

#include <span>
#include <string_view>

namespace dsgw {

using name_list = std::span<const std::string_view>;

/// Blocks of plugins that the gateway reads.
[[nodiscard]] name_list own_plugin_names();

/// Plugins on PyPI that grant permissions or have settings.
[[nodiscard]] name_list other_plugin_names();

/// The access rules at the top level, of a database, and of a table or query.
[[nodiscard]] name_list instance_block_names();
[[nodiscard]] name_list database_block_names();
[[nodiscard]] name_list item_block_names();

/// What Datasette displays: at every level, and of tables and queries.
[[nodiscard]] name_list displayed_names();
[[nodiscard]] name_list displayed_item_names();

/// Permissions of both lines, and the gateway's own.
[[nodiscard]] name_list action_names();

/// Settings of both lines; and those among them that close something.
[[nodiscard]] name_list setting_names();
[[nodiscard]] name_list closing_setting_names();

[[nodiscard]] bool is_one_of(std::string_view name, name_list list);

}  // namespace dsgw
