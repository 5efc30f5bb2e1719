#pragma once

// Step 3, route: decides whether a path is one of the gateway's own pages, Datasette's, or neither.
// Own pages match on the decoded, normalised path, so no spelling of them reaches Datasette. Pure.

#include <string>
#include <string_view>

namespace dsgw {

enum class route_kind
{
    upstream,
    login,           ///< /-/login
    logout,          ///< /-/logout
    password_tool,   ///< /-/password-tool
    style_sheet,     ///< /-/gateway.css: of our own pages
    auth_token,      ///< /-/auth-token: the link of --root
    gateway_status,  ///< /-/gateway.json
    secrets,         ///< /-/secrets
    secret,          ///< /-/secrets/NAME
    delete_secret,   ///< /-/secrets/NAME/delete
    restore_secret,  ///< /-/secrets/NAME/restore
    add_slash,       ///< base_url without its slash: redirected to base_url
    not_found,       ///< another spelling of an own page, never forwarded: 404
};

/// False for routes of Datasette and for those that get 404.
[[nodiscard]] constexpr bool is_own_page(route_kind kind)
{
    return kind != route_kind::upstream && kind != route_kind::not_found;
}

struct route_match
{
    route_kind kind;
    std::string_view
        upstream_target;   ///< the target without base_url; always begins with '/', or is "*"
    std::string secret{};  ///< NAME, decoded: any text
};

/// @param base_url  "/" or "/sub/".
/// @param target    origin form, or "*".
[[nodiscard]] route_match find_route(std::string_view target, std::string_view base_url);

}  // namespace dsgw
