#include "gateway/http/router.hpp"

#include "gateway/http/target_path.hpp"

#include <array>

namespace dsgw {

namespace {

struct own_page
{
    std::string_view path;
    route_kind kind;
};

constexpr std::array own_pages{
    own_page{"/-/login", route_kind::login},
    own_page{"/-/logout", route_kind::logout},
    own_page{"/-/password-tool", route_kind::password_tool},
    own_page{"/-/gateway.css", route_kind::style_sheet},
    own_page{"/-/auth-token", route_kind::auth_token},
    own_page{"/-/gateway.json", route_kind::gateway_status},
};

constexpr std::string_view secrets_path = "/-/secrets";
constexpr std::string_view delete_step = "/delete";
constexpr std::string_view restore_step = "/restore";

/// All paths below it are ours. A name that the plugin created may contain slashes: it can at least
/// be deleted.
route_kind match_secret(std::string_view name)
{
    if (name.size() > delete_step.size() && name.ends_with(delete_step))
        return route_kind::delete_secret;
    if (name.size() > restore_step.size() && name.ends_with(restore_step))
        return route_kind::restore_secret;
    const bool is_name = !name.empty() && name.find('/') == std::string_view::npos;
    return is_name ? route_kind::secret : route_kind::not_found;
}

/// @param name  with the following segment.
std::string_view less_step(std::string_view name, route_kind kind)
{
    if (kind == route_kind::delete_secret) name.remove_suffix(delete_step.size());
    if (kind == route_kind::restore_secret) name.remove_suffix(restore_step.size());
    return name;
}

/// @param path  normalised, of a kind that has one.
std::string secret_in(std::string_view path, route_kind kind)
{
    return std::string(
        less_step(path.substr(path.find(secrets_path) + secrets_path.size() + 1), kind)
    );
}

bool has_secret(route_kind kind)
{
    return kind == route_kind::secret || kind == route_kind::delete_secret ||
           kind == route_kind::restore_secret;
}

/// Removes base_url, but keeps the leading slash. A path outside base_url stays unchanged, since
/// Datasette serves it too.
std::string_view strip_base(std::string_view path, std::string_view base_url)
{
    if (path.substr(0, base_url.size()) != base_url) return path;
    return path.substr(base_url.size() - 1);
}

route_kind match_own_page(std::string_view normalised)
{
    if (normalised.starts_with(secrets_path)) {
        const auto rest = normalised.substr(secrets_path.size());
        if (rest.empty()) return route_kind::secrets;
        if (rest.front() == '/') return match_secret(rest.substr(1));
    }
    for (const auto& page : own_pages) {
        if (normalised == page.path) return page.kind;
        const bool longer = normalised.size() == page.path.size() + 1 && normalised.back() == '/';
        if (longer && normalised.substr(0, page.path.size()) == page.path)
            return route_kind::not_found;
    }
    return route_kind::upstream;
}

/// Looks up an own page, with or without base_url. Datasette removes base_url once more: a path
/// that would be an own page only then gets 404.
route_kind match_behind_base(std::string_view normalised, std::string_view base_url)
{
    auto path = strip_base(normalised, base_url);
    const auto kind = match_own_page(path);
    if (kind != route_kind::upstream || base_url.size() == 1) return kind;
    while (path.substr(0, base_url.size()) == base_url) {
        path = strip_base(path, base_url);
        if (match_own_page(path) != route_kind::upstream) return route_kind::not_found;
    }
    return route_kind::upstream;
}

/// A path that becomes an own page only by a second decoding gets 404.
route_kind match_spellings(std::string_view target, std::string_view base_url)
{
    const auto once = normalise_path(target);
    const auto kind = match_behind_base(once, base_url);
    if (kind != route_kind::upstream) return kind;
    const auto twice = normalise_path(once);
    const auto hidden = match_behind_base(twice, base_url);
    return hidden == route_kind::upstream ? route_kind::upstream : route_kind::not_found;
}

}  // namespace

route_match find_route(std::string_view target, std::string_view base_url)
{
    if (target == "*") return {route_kind::upstream, target};
    const auto stripped = strip_base(target, base_url);
    const auto path = target.substr(0, target.find('?'));
    if (base_url.size() > 1 && path == base_url.substr(0, base_url.size() - 1)) {
        return {route_kind::add_slash, stripped};
    }
    // The undecoded name could contain segments that a path would resolve.
    const auto sent = stripped.substr(0, stripped.find('?'));
    if (sent.starts_with(secrets_path) && sent.substr(secrets_path.size()).starts_with('/')) {
        const auto name = sent.substr(secrets_path.size() + 1);
        const auto kind = match_secret(name);
        if (!has_secret(kind)) return {kind, stripped};
        return {kind, stripped, decode_percent(less_step(name, kind))};
    }
    const auto kind = is_plain_path(target) ? match_behind_base(path, base_url)
                                            : match_spellings(target, base_url);
    if (!has_secret(kind)) return {kind, stripped};
    return {kind, stripped, secret_in(normalise_path(target), kind)};
}

}  // namespace dsgw
