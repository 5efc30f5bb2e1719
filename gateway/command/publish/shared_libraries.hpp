#pragma once

// The shared libraries that this program runs with, and the packages of Debian 12 that hold them:
// what an image needs so that a copy of the program runs in it.

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// File names, without folders: "libssl.so.3". Those of the C library are left out.
[[nodiscard]] std::vector<std::string> loaded_libraries();

struct library_packages
{
    std::vector<std::string> packages;  ///< sorted, each once
    std::vector<std::string> unknown;   ///< libraries that no package is known of
};

[[nodiscard]] library_packages packages_of(std::span<const std::string> libraries);

}  // namespace dsgw
