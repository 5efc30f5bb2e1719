#pragma once

// The two kinds of -s NAME VALUE: configuration (a dotted name) and Datasette's own settings (a
// plain one), and base_url, which both can set.

#include "gateway/config/config.hpp"

namespace dsgw {

struct split_settings
{
    boost::json::object overrides;    ///< dotted names, nested
    std::vector<setting_pair> plain;  ///< plain names, and NAME of settings.NAME, in order
};

/// A value of a dotted name is JSON if it can be read as JSON, else the text itself.
/// @source datasette.utils.pairs_to_nested_config.
[[nodiscard]] split_settings split_setting_pairs(
    const std::vector<setting_pair>& pairs, problem_list& problems
);

/// An object of settings (settings.json, or "settings" of a configuration) as --setting takes them.
/// @param where  the place of the object, for problems.
[[nodiscard]] std::vector<setting_pair> settings_as_pairs(
    const boost::json::object& settings, const std::string& where, problem_list& problems
);

/// @return "/" or "/sub/", whatever slashes were written at the ends; nothing if it is no path.
[[nodiscard]] std::optional<std::string> normalise_base_url(std::string_view written);

/// A setting of Datasette's that is true or false: "on", "true" and "1" in any case, and true and 1
/// of a file. @source datasette/utils/__init__.py, value_as_boolean.
[[nodiscard]] bool is_switched_on(std::string_view written);
[[nodiscard]] bool is_switched_on(const boost::json::value& written);

}  // namespace dsgw
