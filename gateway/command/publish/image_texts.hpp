#pragma once

// Decides which texts of a configuration may enter an image, where everybody who can pull it can
// read them. In a plugin's block this is an allow list: settings that are known to be harmless.
// Touches no file.

#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// Whether a plugin's setting of that name holds a list or table of secrets: "tokens", "api_keys".
[[nodiscard]] bool names_secrets(std::string_view key);

/// Whether a text in a plugin's block stays in the configuration of an image.
/// @param path  the plugin and the keys below it; an index of a list is a key.
[[nodiscard]] bool may_enter_image(const std::vector<std::string>& path, std::string_view text);

/// Whether Datasette gives a meaning to a key of metadata.json or datasette.yaml outside the blocks
/// of plugins and of named things (databases, tables, columns, queries).
[[nodiscard]] bool is_documented_key(std::string_view key);

/// @return which kind of credentials the text holds ("a password in an address"), or "". Outside
///     plugins' blocks nothing can go by environment: these refuse an image.
[[nodiscard]] std::string_view credentials_in(std::string_view text);

}  // namespace dsgw
