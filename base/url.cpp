#include "base/url.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace dsgw {

bool is_web_url(std::string_view url)
{
    const auto colon = url.find("://");
    if (colon == std::string_view::npos || url.size() == colon + 3) return false;
    const auto scheme = url.substr(0, colon);
    if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https"))
        return false;
    return std::none_of(url.begin(), url.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' ||
               std::string_view("\"'<>\\`").find(c) != std::string_view::npos;
    });
}

}  // namespace dsgw
