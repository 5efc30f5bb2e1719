#include "gateway/http/public_paths.hpp"

#include "gateway/http/public_query.hpp"
#include "gateway/http/target_path.hpp"

#include <algorithm>
#include <functional>

namespace dsgw {

namespace {

constexpr std::string_view everything_below = "/*";

bool ends_with_star(std::string_view entry)
{
    return entry.size() >= everything_below.size() &&
           entry.substr(entry.size() - everything_below.size()) == everything_below;
}

/// Whoever reads it.
bool has_one_meaning(std::string_view path)
{
    const bool plain_characters = std::all_of(path.begin(), path.end(), [](char c) {
        return c > ' ' && c < '\x7f' && c != '%' && c != '\\' && c != '#';
    });
    return plain_characters && normalise_path(path) == path;
}

}  // namespace

std::optional<std::string> public_paths::why_malformed(std::string_view entry)
{
    if (entry.empty() || entry.front() != '/') return "must begin with a slash";
    if (entry == everything_below)
        return "would open everything: then http_basic_auth is not wanted at all";
    const auto path = ends_with_star(entry) ? entry.substr(0, entry.size() - 2) : entry;
    if (path.find('*') != path.npos) return "may have a star only as its last part, after a slash";
    if (path.find('?') != path.npos) return "must be a path without a query";
    const bool names_no_folder = ends_with_star(entry) && path.back() == '/';
    if (!has_one_meaning(path) || names_no_folder)
        return "must be a plain path: no escapes (Datasette's own begin with ~), no white space, "
               "no empty parts and no dots alone";
    return std::nullopt;
}

public_paths::public_paths(const std::vector<public_entry>& entries, std::string base_url)
    : base_url_(std::move(base_url))
{
    for (const auto& [path, rule] : entries) {
        if (why_malformed(path)) continue;
        if (!ends_with_star(path)) {
            exact_.emplace_back(path, rule);
        } else {
            folders_.emplace_back(path.substr(0, path.size() - 1), rule);
        }
    }
    std::ranges::sort(folders_, std::greater{}, [](const public_entry& folder) {
        return folder.path.size();
    });
}

std::optional<query_rule> public_paths::find_rule(std::string_view path) const
{
    for (const auto& entry : exact_) {
        if (entry.path == path) return entry.query;
    }
    for (const auto& folder : folders_) {
        const auto without_slash = std::string_view(folder.path).substr(0, folder.path.size() - 1);
        if (path.starts_with(folder.path) || path == without_slash) return folder.query;
    }
    return std::nullopt;
}

bool public_paths::contain(boost::beast::http::verb verb, std::string_view target) const
{
    namespace http = boost::beast::http;
    if (empty() || (verb != http::verb::get && verb != http::verb::head)) return false;
    const auto path = target.substr(0, target.find('?'));
    if (!has_one_meaning(path)) return false;
    // Datasette takes base_url off once more: this would become another path.
    if (base_url_.size() > 1 && path.substr(0, base_url_.size()) == base_url_) return false;
    const auto rule = find_rule(path);
    if (!rule) return false;
    const auto query = query_of(target);
    switch (*rule) {
        case query_rule::none:
            return query.empty();
        case query_rule::safe:
            return is_safe_query(query);
        case query_rule::any:
            return true;
    }
    return false;
}

}  // namespace dsgw
