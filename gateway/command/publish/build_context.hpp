#pragma once

// The folder that an image is built from: Dockerfile, app/ with what Datasette serves, gateway/
// with the program. Writes files; no secret is among them.

#include "base/problem.hpp"
#include "gateway/command/publish/image_secrets.hpp"
#include "gateway/command/publish/publish_options.hpp"

#include <string>
#include <vector>

namespace dsgw {

/// All that is wrong with the files, folders and texts that the options name.
[[nodiscard]] problem_list check_publish_inputs(const publish_options& options);

/// Notes that are not errors.
[[nodiscard]] problem_list find_publish_oddities(const publish_options& options);

/// Hidden files and folders of a folder that is copied (.env, .git), except .well-known.
[[nodiscard]] bool is_left_out(const std::string& path);

enum class file_sharing
{
    hard_links,  ///< where they can be made; else copies
    copies,
};

/// @param folder  made here; must not exist.   @param config  without problems.
/// @return        shared libraries of this program that no Debian package is known for.
/// @throws std::runtime_error (std::filesystem::filesystem_error among them).
std::vector<std::string> write_build_context(
    const std::string& folder, const publish_options& options, const image_config& config,
    file_sharing sharing
);

/// JSON for people: two blanks for each level. @source json.dumps(…, indent=2).
[[nodiscard]] std::string indented_json(const boost::json::value& value);

}  // namespace dsgw
