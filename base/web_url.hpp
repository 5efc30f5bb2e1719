#pragma once

// Which addresses a link of ours may lead to. Pure.

#include <string_view>

namespace dsgw::auth {

/// True for http:// and https:// with something behind, without white space, control characters and
/// what ends an attribute.
[[nodiscard]] bool is_web_url(std::string_view url);

}  // namespace dsgw::auth
