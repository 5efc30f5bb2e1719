#pragma once

// The target of the redirect after a login: always a page of this site. Pure.

#include <string>
#include <string_view>

namespace dsgw {

/// @param wanted    the form's `next`, decoded once: path, query and fragment, from any source.
/// @param base_url  "/" or "/sub/".
/// @return          `wanted` unchanged if it is an absolute path below base_url, in ASCII, that no
///                  browser takes for a URL of another site, even if it is decoded several times;
///                  else base_url.
[[nodiscard]] std::string next_path(std::string_view wanted, std::string_view base_url);

}  // namespace dsgw
