#pragma once

// Names in the configuration that are almost, but not quite, names with a meaning there. Datasette
// ignores what it does not know, so a typing error in `plugins` or `allow` would open the site.
// Keys of the user's own (template variables, other plugins' blocks) stay legal.

#include "gateway/config/config.hpp"

#include <boost/json/object.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// @return the one of `known` that `name` differs from by a slip: case, hyphen for underscore, a
///         plural, or one wrong character (two in long names). "" if there is none, or if `name` is
///         itself one of `known`.
[[nodiscard]] std::string_view near_miss(
    std::string_view name, std::span<const std::string_view> known
);

/// Checks all names of one tree: a problem for each that would decide something if it were spelled
/// right, a warning for those that would only be shown.
/// @param label  the file that the tree was read from, or "-s".
void check_names(
    const boost::json::object& tree, const std::string& label, config_problems& problems,
    config_problems& warnings
);

/// The same for Datasette's settings, wherever they were written.
void check_setting_names(const std::vector<setting_pair>& settings, config_problems& problems);

}  // namespace dsgw
