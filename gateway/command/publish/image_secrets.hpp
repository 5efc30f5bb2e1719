#pragma once

// The configuration that goes into an image: the user's, in which every password hash, key and
// text that is not known to be harmless is replaced by {"$env": NAME}, with the variables that must
// then be set where it runs. Reads the files that {"$file"} names, writes nothing.

#include "base/problem.hpp"
#include "gateway/command/publish/publish_options.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <utility>
#include <vector>

namespace dsgw {

/// A value that has left the configuration.
struct moved_secret
{
    std::string where;    ///< "metadata.json: plugins.x.y" or "--plugin-secret x y"
    std::string account;  ///< whose password hash it is, or ""
    std::string variable;
    std::string value;  ///< secret
};

/// {"$env"} as the user wrote it: it stays.
struct needed_variable
{
    std::string where;
    std::string name;
};

struct image_config
{
    boost::json::object tree;
    std::vector<moved_secret> moved;
    std::vector<needed_variable> needed;
    problem_list problems;  ///< with any, nothing may be published
    problem_list warnings;
};

/// Moved are, in every `plugins` block: password hashes and encryption keys (checked: one that
/// cannot be read is a problem), every other text that image_texts.hpp does not allow, and whatever
/// {"$file"} refers to. A password hash elsewhere is left out; credentials elsewhere, or where they
/// are no text, are a problem.
/// @param metadata  as read.   @param label  what it is called in messages.
/// @param options   its plugin secrets, and --title and its like, are merged in first.
[[nodiscard]] image_config make_image_config(
    boost::json::object metadata, const std::string& label, const publish_options& options
);

/// PLUGIN and the keys below it as the name of an environment variable.
/// @source datasette/publish/cloudrun.py: plugin_setting in capitals, "-" as "_".
[[nodiscard]] std::string variable_name(const std::vector<std::string>& path);

}  // namespace dsgw
