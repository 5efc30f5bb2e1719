#pragma once

// The gateway's own settings: everything under `plugins.datasette-gateway`, with its defaults.
// docs/configuration.md is made from the table in settings_table.cpp.

#include "base/cidr.hpp"
#include "base/problem.hpp"
#include "gateway/config/admin_address.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

enum class access_log_format
{
    text,
    json,
    off
};

enum class challenge_kind
{
    by_mode,  ///< not configured: basic with http_basic_auth, else form
    basic,
    form,
    automatic,
};

/// Which queries an anonymous client may send to a public path.
enum class query_rule
{
    none,
    safe,  ///< see public_query.hpp
    any,
};

/// One entry of `public`.
struct public_entry
{
    // A path alone is an entry, as in the configuration.
    // NOLINTNEXTLINE(google-explicit-constructor)
    public_entry(const char* text) : path(text) {}
    // NOLINTNEXTLINE(google-explicit-constructor)
    public_entry(std::string text, query_rule rule = query_rule::safe)
        : path(std::move(text)), query(rule)
    {}

    std::string path;
    query_rule query = query_rule::safe;
};

struct auth_settings
{
    challenge_kind challenge = challenge_kind::by_mode;
    std::chrono::seconds cache{300};      ///< 0: verified credentials are not kept
    std::size_t cache_entries = 10000;    ///< per I/O thread, both kinds together
    std::chrono::seconds cache_wrong{5};  ///< 0: refused credentials are not kept
    unsigned kdf_threads = 0;             ///< 0: as many as there are cores
    std::size_t kdf_queue = 64;           ///< waiting jobs, 0 = no limit
    /// With http_basic_auth: a plugin's sign-in opens a session for actors of the allow block.
    bool plugin_sign_in = false;
    boost::json::object plugin_sign_in_allow;
};

struct throttle_settings
{
    bool enabled = true;
    unsigned free_tries = 10;
    std::chrono::seconds window{60};
    std::chrono::seconds max_delay{30};
};

struct session_settings
{
    std::chrono::seconds max_age{1209600};
    std::vector<std::string> previous_secrets;
    std::optional<std::string> path;  ///< of the file that keeps logouts
    std::optional<std::string> key;   ///< several gateways share sessions by it; none: in a file
    bool keep_on_password_change = false;
};

/// Who may use /-/password-tool.
enum class password_tool_access
{
    actors,
    everybody,
    off,
};

/// Of the client side. 0 = no limit, everywhere.
struct limit_settings
{
    std::size_t head_bytes_max = 65536;
    std::size_t headers_max = 100;
    std::size_t target_bytes_max = 60000;
    std::size_t body_bytes_max = 0;
    std::chrono::milliseconds head_timeout{10000};  ///< for the whole head
    std::size_t body_bytes_per_second_min = 256;
    std::chrono::milliseconds idle_timeout{75000};
    std::size_t connections_max = 16384;
    std::size_t connections_per_client_max = 1024;
    std::size_t requests_per_connection_max = 0;
};

/// Of the side towards Datasette. 0 = no limit.
struct upstream_settings
{
    std::chrono::milliseconds connect_timeout{5000};
    std::chrono::milliseconds first_byte_timeout{120000};
    std::chrono::milliseconds idle_timeout{60000};  ///< between two pieces of a response
    std::size_t connections_max = 256;
    std::vector<std::string> pass_headers;  ///< names, or a prefix with '*'
};

/// Kept unchanged; config_secrets reads the contents.
struct secrets_settings
{
    std::optional<std::string> path;
    boost::json::object keys;
    boost::json::array registrations;
};

struct gateway_settings
{
    access_log_format access_log = access_log_format::text;
    cidr_set trusted_proxies;
    std::string realm = "Datasette";  ///< no quote, backslash or control character
    auth_settings auth;
    throttle_settings throttle;
    session_settings session;
    password_tool_access password_tool = password_tool_access::actors;
    std::vector<public_entry> public_paths;
    bool cors_preflight = false;  ///< answered without a password, with http_basic_auth on
    limit_settings limits;
    upstream_settings upstream;
    secrets_settings secrets;
    std::optional<std::string> audit_path;
    admin_address admin;
    std::optional<std::string> site;  ///< names the site in its sessions; none: see site_name()
};

struct settings_result
{
    gateway_settings value;
    problem_list problems;  ///< wrong types and ranges, unknown keys with a suggestion
};

/// @param block  `plugins.datasette-gateway`, with {"$env"} and {"$file"} already resolved.
/// @param where  what to put before the key in a problem, e.g. "metadata.json:
/// plugins.datasette-gateway".
[[nodiscard]] settings_result parse_settings(
    const boost::json::object& block, std::string_view where
);

/// The option table as Markdown: key, type, default, range, meaning.
[[nodiscard]] std::string settings_as_markdown();

}  // namespace dsgw
