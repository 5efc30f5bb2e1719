#pragma once

// The options of `datasette serve`, of both lines, that are not ours too: those that are passed on
// to the Datasette behind the gateway, and those that are refused.

#include <span>
#include <string_view>

namespace dsgw {

struct datasette_option
{
    std::string_view long_name;  ///< "--cors"
    char short_name;             ///< 'i', or 0
    bool takes_value;
    std::string_view refused;  ///< "", or for a refused option what to do instead
};

[[nodiscard]] std::span<const datasette_option> datasette_options();

}  // namespace dsgw
