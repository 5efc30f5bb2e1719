#pragma once

// The completion scripts of bash, zsh and fish for datasette-gateway.

#include <string>

namespace dsgw::manual {

[[nodiscard]] std::string make_bash_completion();
[[nodiscard]] std::string make_zsh_completion();
[[nodiscard]] std::string make_fish_completion();

}  // namespace dsgw::manual
