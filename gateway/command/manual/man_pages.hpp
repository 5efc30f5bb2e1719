#pragma once

// The pages datasette-gateway(1), from the commands and their options, and datasette-gateway(5),
// from the table of settings.

#include <string>

namespace dsgw::manual {

/// @return roff for man(1).
[[nodiscard]] std::string make_command_page();
[[nodiscard]] std::string make_settings_page();

}  // namespace dsgw::manual
