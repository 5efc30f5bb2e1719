#pragma once

// Names in the configuration that are almost, but not quite, names with a meaning there. Datasette
// ignores what it does not know, so a typing error in `plugins` or `allow` would open the site.
// Keys of the user's own (template variables, other plugins' blocks) stay legal.

#include "gateway/config/config.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <vector>

namespace dsgw {

/// Checks all names of one tree: a problem for each that would decide something if it were spelled
/// right or were in its place, a warning for each that would not.
/// @param label  the file that the tree was read from, or "-s".
void check_names(
    const boost::json::object& tree, const std::string& label, problem_list& problems,
    problem_list& warnings
);

/// The same for Datasette's settings, wherever they were written.
void check_setting_names(const std::vector<setting_pair>& settings, problem_list& problems);

}  // namespace dsgw
