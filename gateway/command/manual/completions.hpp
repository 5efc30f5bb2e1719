#pragma once

// What bash, zsh and fish read to complete the command line of datasette-gateway.

#include <string>

namespace dsgw::manual {

[[nodiscard]] std::string make_bash_completion();
[[nodiscard]] std::string make_zsh_completion();
[[nodiscard]] std::string make_fish_completion();

}  // namespace dsgw::manual
