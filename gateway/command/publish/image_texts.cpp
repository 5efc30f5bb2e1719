#include "gateway/command/publish/image_texts.hpp"

#include "base/ascii.hpp"
#include "base/sensitive_name.hpp"
#include "gateway/config/config_accounts.hpp"

#include <algorithm>
#include <array>

namespace dsgw {

namespace {

using keys = std::vector<std::string>;

enum class shape
{
    word,  ///< at most 40 letters, digits and " _-.@"
    any,   ///< our own settings, whose meaning is known whatever they say
};

/// PLUGIN and its keys; "*" is any one key.
struct allowed_setting
{
    std::vector<std::string_view> path;
    shape allowed = shape::word;
};

constexpr std::size_t word_bytes_max = 40;

const std::vector<allowed_setting>& allowed_settings()
{
    static constexpr std::string_view own = "datasette-gateway";
    static constexpr std::string_view passwords = "datasette-auth-passwords";
    static const std::vector<allowed_setting> list{
        {{own, "access_log"}},
        {{own, "password_tool"}},
        {{own, "realm"}, shape::any},
        {{own, "site"}, shape::any},
        {{own, "public", "*"}, shape::any},
        {{own, "public", "*", "path"}, shape::any},
        {{own, "public", "*", "query"}},
        {{own, "trusted_proxies", "*"}, shape::any},
        {{own, "auth", "challenge"}},
        {{own, "session", "path"}, shape::any},
        {{own, "upstream", "pass_headers", "*"}, shape::any},
        {{own, "secrets", "path"}, shape::any},
        {{own, "secrets", "register", "*", "name"}, shape::any},
        {{own, "secrets", "register", "*", "description"}, shape::any},
        {{own, "secrets", "register", "*", "obtain_url"}, shape::any},
        {{own, "secrets", "register", "*", "obtain_label"}, shape::any},
        {{own, "audit", "path"}, shape::any},
        {{own, "admin", "listen"}, shape::any},
        {{own, "cache", "mode"}},
        {{own, "cache", "routes", "*"}, shape::any},
        {{own, "compression", "encodings", "*"}},
        {{own, "datasette", "workers"}},
        {{own, "accounts", "path"}, shape::any},
        {{own, "accounts", "registration"}},
        {{own, "accounts", "two_factor"}},
        {{passwords, "actors", "*", "id"}},
        {{passwords, "actors", "*", "name"}},
        {{passwords, "actors", "*", "username"}},
        {{passwords, "actors", "*", "display"}},
        {{passwords, "actors", "*", "role"}},
        {{passwords, "actors", "*", "roles", "*"}},
        {{passwords, "actors", "*", "group"}},
        {{passwords, "actors", "*", "groups", "*"}},
        {{"datasette-secrets", "database"}},
        {{"datasette-cluster-map", "latitude_column"}},
        {{"datasette-cluster-map", "longitude_column"}},
        {{"datasette-leaflet-geojson", "default_maps_to_load"}},
        {{"datasette-render-markdown", "columns", "*"}},
        {{"datasette-render-timestamps", "columns", "*"}},
        {{"datasette-json-html", "columns", "*"}},
        {{"datasette-pretty-json", "columns", "*"}},
        {{"datasette-auth-github", "client_id"}},
        {{"datasette-auth-tokens", "manage_tokens_database"}},
        {{"datasette-write-ui", "base_path"}},
    };
    return list;
}

bool is_word(std::string_view text)
{
    constexpr std::string_view others = " _-.@";
    return text.size() <= word_bytes_max && std::ranges::all_of(text, [&](char c) {
               return is_alphanumeric(c) || others.find(c) != others.npos;
           });
}

bool matches(const allowed_setting& setting, const keys& path)
{
    return std::ranges::equal(setting.path, path, [](std::string_view wanted, const auto& key) {
        return wanted == "*" || wanted == key;
    });
}

/// "https://ann:s3cret@example.org/": a name alone ("ssh://git@…") opens nothing.
bool has_password_in_address(std::string_view text)
{
    constexpr std::string_view end_of_authority = "/?#\"'<> \t\r\n";
    for (auto at = text.find("://"); at != text.npos; at = text.find("://", at + 3)) {
        const auto rest = text.substr(at + 3);
        const auto authority = rest.substr(0, rest.find_first_of(end_of_authority));
        const auto mark = authority.rfind('@');
        if (mark == authority.npos) continue;
        const auto colon = authority.substr(0, mark).find(':');
        if (colon != authority.npos && colon + 1 < mark) return true;
    }
    return false;
}

/// "?api_key=s3cret" and "?token=…" of an address.
bool has_secret_parameter(std::string_view text)
{
    const auto scheme = text.find("://");
    auto at = scheme == text.npos ? text.npos : text.find('?', scheme);
    while (at != text.npos) {
        const auto rest = text.substr(at + 1);
        const auto pair = rest.substr(0, rest.find_first_of("&;#\"'<> \t\r\n"));
        const auto equals = pair.find('=');
        if (equals != pair.npos && equals + 1 < pair.size() &&
            is_sensitive_name(pair.substr(0, equals)))
            return true;
        at = text.find_first_of("&;", at + 1);
    }
    return false;
}

/// A JSON Web Token: base64url of {" twice, and a signature.
bool has_web_token(std::string_view text)
{
    const auto is_token_char = [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; };
    for (auto at = text.find("eyJ"); at != text.npos; at = text.find("eyJ", at + 3)) {
        const auto dot = text.find('.', at);
        if (dot == text.npos) return false;
        const auto header = text.substr(at, dot - at);
        if (std::ranges::all_of(header, is_token_char) && text.substr(dot + 1, 3) == "eyJ")
            return true;
    }
    return false;
}

bool has_private_key(std::string_view text)
{
    constexpr std::string_view begin = "-----BEGIN ";
    for (auto at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) {
        const auto line = text.substr(at, text.find_first_of("\r\n", at) - at);
        if (line.find("PRIVATE KEY") != line.npos) return true;
    }
    return false;
}

}  // namespace

bool names_secrets(std::string_view key)
{
    return is_sensitive_name(key) ||
           (key.ends_with('s') && is_sensitive_name(key.substr(0, key.size() - 1)));
}

bool may_enter_image(const std::vector<std::string>& path, std::string_view text)
{
    if (text.empty()) return true;
    if (looks_like_password_hash(text) || !credentials_in(text).empty()) return false;
    const auto& list = allowed_settings();
    const auto found =
        std::ranges::find_if(list, [&](const auto& setting) { return matches(setting, path); });
    return found != list.end() && (found->allowed == shape::any || is_word(text));
}

bool is_documented_key(std::string_view key)
{
    // https://docs.datasette.io/ "Metadata", "Configuration", "Authentication", "Canned queries".
    static constexpr std::array<std::string_view, 47> keys{
        "about",
        "about_url",
        "allow",
        "allow_sql",
        "columns",
        "databases",
        "description",
        "description_html",
        "extra_css_urls",
        "extra_js_urls",
        "facet_size",
        "facets",
        "fragment",
        "fts_pk",
        "fts_table",
        "hidden",
        "hide_sql",
        "integrity",
        "label_column",
        "license",
        "license_url",
        "module",
        "name",
        "on_error_message",
        "on_error_redirect",
        "on_success_message",
        "on_success_message_sql",
        "on_success_redirect",
        "params",
        "permissions",
        "plugins",
        "queries",
        "search_mode",
        "searchmode",
        "settings",
        "size",
        "sort",
        "sort_desc",
        "sortable_columns",
        "source",
        "source_url",
        "sql",
        "sri",
        "tables",
        "title",
        "units",
        "url",
    };
    return std::ranges::find(keys, key) != keys.end() || key == "write" || key == "is_write" ||
           key == "column_types";
}

std::string_view credentials_in(std::string_view text)
{
    if (has_private_key(text)) return "a private key";
    if (has_password_in_address(text)) return "a password in a URL";
    if (has_secret_parameter(text)) return "a secret in the query of a URL";
    if (has_web_token(text)) return "a JSON web token";
    return "";
}

}  // namespace dsgw
