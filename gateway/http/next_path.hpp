#pragma once

// Where to go after logging in: only ever to a page of this site. Pure.

#include <string>
#include <string_view>

namespace dsgw {

/// @param wanted    the form's `next`, decoded once: path, query and fragment, whoever wrote it.
/// @param base_url  "/" or "/sub/".
/// @return          `wanted` exactly as it is if it is an absolute path below base_url, in ASCII,
/// that
///                  no browser takes for a URL of another site, however often it is decoded; else
///                  base_url.
[[nodiscard]] std::string next_path(std::string_view wanted, std::string_view base_url);

}  // namespace dsgw
