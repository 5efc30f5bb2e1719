#include "gateway/http/next_path.hpp"

#include "gateway/http/limits.hpp"
#include "gateway/http/target_path.hpp"

#include <algorithm>

namespace dsgw {

namespace {

bool is_visible_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// A path that begins with two slashes, in any encoding, begins with a host; and dot segments can
/// produce two slashes at the beginning.
bool may_name_host(std::string_view path)
{
    if (path.find('\\') != path.npos) return true;
    const auto slashes = path.find("//");
    return slashes == 0 || (slashes != path.npos && path.find("/.") != path.npos);
}

bool has_control_character(std::string_view path)
{
    return std::any_of(path.begin(), path.end(), [](char c) {
        return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    });
}

/// @param path  begins with '/'.
bool is_within(std::string_view path, std::string_view base_url)
{
    return path.substr(0, base_url.size()) == base_url ||
           path == base_url.substr(0, base_url.size() - 1);
}

}  // namespace

std::string next_path(std::string_view wanted, std::string_view base_url)
{
    std::string home(base_url);
    if (wanted.empty() || wanted.front() != '/' || wanted.size() > limits::next_path_bytes_max)
        return home;
    if (!is_visible_ascii(wanted) || wanted.find('\\') != wanted.npos) return home;
    // Query and fragment do not affect a browser's search for the host.
    std::string path(wanted.substr(0, wanted.find_first_of("?#")));
    if (may_name_host(path) || !is_within(path, base_url)) return home;
    // Any number of decodings on the way must give a harmless path.
    for (int times = 0; times < 2; ++times) {
        auto decoded = decode_percent(path);
        if (may_name_host(decoded) || has_control_character(decoded)) return home;
        if (!is_within(normalise_path(path), base_url)) return home;
        path = std::move(decoded);
    }
    return std::string(wanted);
}

}  // namespace dsgw
