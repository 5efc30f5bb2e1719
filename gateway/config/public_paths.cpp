#include "gateway/config/public_paths.hpp"

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

/// Whether every program reads the path in the same way.
bool has_one_meaning(std::string_view path)
{
    const bool plain_characters = std::all_of(path.begin(), path.end(), [](char c) {
        return c > ' ' && c < '\x7f' && c != '%' && c != '\\' && c != '#';
    });
    return plain_characters && normalise_path(path) == path;
}

/// @param part  of a path with one meaning, so without percent signs.
/// @source datasette.utils.tilde_decode: as percent-encoding, with '+' for a space.
std::string decode_tilde(std::string_view part)
{
    std::string encoded(part);
    std::ranges::replace(encoded, '~', '%');
    std::ranges::replace(encoded, '+', ' ');
    return decode_percent(encoded);
}

/// The next part of a path, without the slash before it; `path` keeps the rest.
std::string_view take_part(std::string_view& path)
{
    path.remove_prefix(std::min<std::size_t>(path.size(), 1));
    const auto part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    return part;
}

}  // namespace

std::optional<problem> public_paths::check_entry(std::string_view entry)
{
    if (entry.empty() || entry.front() != '/') return make_problem("must begin with a slash");
    if (entry == everything_below)
        return make_problem("would make every path public", "turn http_basic_auth off instead");
    const auto path = ends_with_star(entry) ? entry.substr(0, entry.size() - 2) : entry;
    if (path.find('*') != path.npos)
        return make_problem("may have a star only as its last part, after a slash");
    if (path.find('?') != path.npos) return make_problem("must be a path without a query");
    const bool names_no_folder = ends_with_star(entry) && path.back() == '/';
    if (!has_one_meaning(path) || names_no_folder)
        return make_problem(
            "must be a plain path: no escapes (Datasette's own begin with ~), no white space, "
            "no empty segments, and no segments of dots only"
        );
    return {};
}

public_paths::public_paths(
    const std::vector<public_entry>& entries, std::string base_url,
    const std::vector<canned_query>& queries
)
    : base_url_(std::move(base_url))
{
    // Of several definitions, it depends on the version of Datasette which one is in effect.
    for (const auto& each : queries)
        queries_[{each.database, each.name}] += each.sql + '\n';
    for (const auto& [path, rule] : entries) {
        if (check_entry(path)) continue;
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

std::optional<public_paths::match> public_paths::find_match(std::string_view path) const
{
    for (const auto& entry : exact_) {
        if (entry.path == path) return match{entry.query, false};
    }
    for (const auto& folder : folders_) {
        const auto without_slash = std::string_view(folder.path).substr(0, folder.path.size() - 1);
        if (path == without_slash) return match{folder.query, false};
        if (path.starts_with(folder.path)) return match{folder.query, true};
    }
    return std::nullopt;
}

const std::string* public_paths::find_sql(std::string_view path) const
{
    if (queries_.empty()) return nullptr;
    const auto database = take_part(path);
    const auto name = take_part(path);
    // Datasette writes a dot in a name as ~2E, so this one begins the format.
    const auto found =
        queries_.find({decode_tilde(database), decode_tilde(name.substr(0, name.find('.')))});
    return found == queries_.end() ? nullptr : &found->second;
}

bool public_paths::contain(boost::beast::http::verb verb, std::string_view target) const
{
    namespace http = boost::beast::http;
    if (empty() || (verb != http::verb::get && verb != http::verb::head)) return false;
    const auto path = target.substr(0, target.find('?'));
    if (!has_one_meaning(path)) return false;
    // Datasette removes base_url once more, which would give another path.
    if (base_url_.size() > 1 && path.substr(0, base_url_.size()) == base_url_) return false;
    const auto found = find_match(path);
    if (!found) return false;
    const auto query = query_of(target);
    switch (found->query) {
        case query_rule::none:
            return query.empty();
        case query_rule::safe: {
            const auto* sql = found->is_below ? find_sql(path) : nullptr;
            return sql != nullptr ? is_safe_for_canned_query(query, *sql) : is_safe_query(query);
        }
        case query_rule::any:
            return true;
    }
    return false;
}

}  // namespace dsgw
