#include "gateway/config/settings_table.hpp"

#include "gateway/config/public_paths.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/http/passed_headers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dsgw {

namespace json = boost::json;

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using into = gateway_settings&;
using from = const json::value&;

constexpr std::array<std::string_view, 3> log_formats{"text", "json", "off"};
constexpr std::array<std::string_view, 3> challenges{"basic", "form", "auto"};
constexpr std::array<std::string_view, 3> tool_accesses{"actors", "everybody", "off"};

std::size_t size_of(from value) { return value.to_number<std::size_t>(); }
unsigned count_of(from value) { return value.to_number<unsigned>(); }
seconds seconds_of(from value) { return seconds(value.to_number<std::int64_t>()); }

milliseconds milliseconds_of(from value)
{
    return milliseconds(std::llround(value.to_number<double>() * 1000));
}

std::string text_of(from value) { return std::string(value.get_string()); }

std::vector<std::string> list_of(from value)
{
    std::vector<std::string> out;
    for (const auto& element : value.get_array())
        out.push_back(text_of(element));
    return out;
}

/// Puts the value before the message.
problem quote(std::string_view value, problem wrong)
{
    wrong.message = '"' + std::string(value) + "\" " + wrong.message;
    return wrong;
}

std::optional<problem> store_access_log(into s, from v)
{
    const auto word = text_of(v);
    s.access_log = word == "json"  ? access_log_format::json
                   : word == "off" ? access_log_format::off
                                   : access_log_format::text;
    return {};
}

std::optional<problem> store_trusted_proxies(into s, from v)
{
    for (const auto& network : list_of(v))
        if (!s.trusted_proxies.add(network))
            return make_problem(
                "\"" + network +
                "\" is neither an IP address nor a network such as 10.0.0.0/8 (with no bits set "
                "after the prefix)"
            );
    return {};
}

std::optional<problem> store_realm(into s, from v)
{
    const auto realm = text_of(v);
    const bool clean = std::all_of(realm.begin(), realm.end(), [](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '"' && c != '\\';
    });
    if (!clean) return make_problem("must not contain quotes, backslashes or control characters");
    s.realm = realm;
    return {};
}

std::optional<problem> store_challenge(into s, from v)
{
    const auto word = text_of(v);
    s.auth.challenge = word == "basic"  ? challenge_kind::basic
                       : word == "form" ? challenge_kind::form
                                        : challenge_kind::automatic;
    return {};
}

std::optional<problem> store_password_tool(into s, from v)
{
    const auto word = text_of(v);
    s.password_tool = word == "off"         ? password_tool_access::off
                      : word == "everybody" ? password_tool_access::everybody
                                            : password_tool_access::actors;
    return {};
}

std::optional<problem> store_previous_secrets(into s, from v)
{
    s.session.previous_secrets = list_of(v);
    const auto is_short = [](auto& secret) { return secret.size() < limits::secret_bytes_min; };
    if (std::ranges::any_of(s.session.previous_secrets, is_short))
        return make_problem("a secret must have at least 8 characters");
    return {};
}

constexpr std::string_view entry_forms =
    "an entry is a path, or an object {\"path\": \"/db/*\", \"query\": \"none\", \"safe\" or "
    "\"any\"}";

std::optional<problem> store_public_object(into s, const json::object& entry)
{
    const auto* path = entry.if_contains("path");
    const auto* query = entry.if_contains("query");
    if (path == nullptr || !path->is_string() || entry.size() != (query == nullptr ? 1u : 2u))
        return make_problem(std::string(entry_forms));
    auto rule = query_rule::safe;
    if (query != nullptr) {
        const auto word = query->is_string() ? text_of(*query) : "";
        if (word != "none" && word != "safe" && word != "any")
            return make_problem(std::string(entry_forms));
        rule = word == "none" ? query_rule::none : word == "any" ? query_rule::any : rule;
    }
    s.public_paths.emplace_back(text_of(*path), rule);
    return {};
}

std::optional<problem> store_public(into s, from v)
{
    s.public_paths.clear();
    for (const auto& entry : v.get_array()) {
        if (entry.is_string()) {
            s.public_paths.emplace_back(text_of(entry));
        } else if (auto wrong = store_public_object(s, entry.get_object())) {
            return wrong;
        }
        const auto& path = s.public_paths.back().path;
        if (auto wrong = public_paths::check_entry(path)) return quote(path, *std::move(wrong));
        const auto same = std::ranges::count(s.public_paths, path, &public_entry::path);
        if (same > 1) return quote(path, make_problem("is listed twice"));
    }
    return {};
}

std::optional<problem> store_pass_headers(into s, from v)
{
    s.upstream.pass_headers = list_of(v);
    for (const auto& name : s.upstream.pass_headers)
        if (auto wrong = header_pass_list::check_entry(name)) return quote(name, *std::move(wrong));
    return {};
}

bool flag_of(from value) { return value.get_bool(); }

std::optional<problem> store_cors_preflight(into s, from v)
{
    s.cors_preflight = flag_of(v);
    return {};
}

json::object object_of(from value) { return value.get_object(); }
json::array array_of(from value) { return value.get_array(); }

std::optional<problem> store_path(std::optional<std::string>& path, from v)
{
    path = text_of(v);
    if (path->empty()) return make_problem("must not be empty");
    return {};
}

std::optional<problem> store_secrets_path(into s, from v) { return store_path(s.secrets.path, v); }
std::optional<problem> store_session_path(into s, from v) { return store_path(s.session.path, v); }
std::optional<problem> store_audit_path(into s, from v) { return store_path(s.audit_path, v); }
std::optional<problem> store_site(into s, from v) { return store_path(s.site, v); }

std::optional<problem> store_session_key(into s, from v)
{
    s.session.key = text_of(v);
    if (s.session.key->size() < limits::secret_bytes_advised)
        return make_problem("must have at least 32 characters");
    return {};
}
std::optional<problem> store_admin(into s, from v)
{
    return parse_admin_address(text_of(v), s.admin);
}

/// For what needs nothing but to be converted and stored.
template <auto Block, auto Member, auto Convert>
std::optional<problem> store(into s, from v)
{
    (s.*Block).*Member = Convert(v);
    return {};
}

/// Marks a row that a reload cannot apply.
/// @tparam Path  the member that holds the value: &gateway_settings::auth, &auth_settings::…
template <auto... Path>
constexpr setting_row read_at_start(setting_row row)
{
    row.needs_restart = [](const gateway_settings& before, const gateway_settings& after) {
        return (before.*....*Path) != (after.*....*Path);
    };
    return row;
}

constexpr auto whole = setting_kind::whole;
constexpr auto decimal = setting_kind::decimal;

constexpr setting_row rows[] = {
    {"access_log", setting_kind::choice, "", "\"text\"",
     "one line for each request on standard output", store_access_log, 0, 0, false, log_formats},
    {"trusted_proxies", setting_kind::text_list, "", "[]",
     "addresses or networks whose X-Forwarded-For, -Proto and -Host and X-Request-Id count; the "
     "client is the rightmost address that is not in the list",
     store_trusted_proxies},
    {"realm", setting_kind::text, "", "\"Datasette\"",
     "the name that a browser shows when it asks for the password", store_realm},

    {"auth.challenge", setting_kind::choice, "", "\"basic\" with http_basic_auth, else \"form\"",
     "how an anonymous client is asked to log in: by the browser's own box, by the login form, or "
     "people by the form and programs by the challenge",
     store_challenge, 0, 0, false, challenges},
    {"auth.cache_seconds", whole, "seconds", "300",
     "how long verified credentials are remembered; 0 = not at all",
     store<&gateway_settings::auth, &auth_settings::cache, seconds_of>, 0, 86400},
    {"auth.cache_entries", whole, "entries", "10000",
     "remembered credentials, right and wrong together, per I/O thread; as many session cookies "
     "beside them",
     store<&gateway_settings::auth, &auth_settings::cache_entries, size_of>, 1, 10000000},
    {"auth.cache_wrong_seconds", whole, "seconds", "5",
     "how long refused credentials are remembered; 0 = not at all",
     store<&gateway_settings::auth, &auth_settings::cache_wrong, seconds_of>, 0, 3600},
    read_at_start<&gateway_settings::auth, &auth_settings::kdf_threads>(
        {"auth.kdf_threads", whole, "threads", "0",
         "threads that hash passwords; 0 = as many as there are cores",
         store<&gateway_settings::auth, &auth_settings::kdf_threads, count_of>, 0, 256}
    ),
    read_at_start<&gateway_settings::auth, &auth_settings::kdf_queue>(
        {"auth.kdf_queue", whole, "passwords", "64",
         "passwords that may wait to be hashed, plus one from each of 1,024 networks that have "
         "none waiting; others get 503",
         store<&gateway_settings::auth, &auth_settings::kdf_queue, size_of>, 1, 1000000, true}
    ),

    {"auth.plugin_sign_in", setting_kind::flag, "", "false",
     "with http_basic_auth, sign-in by a plugin of Datasette (GitHub and the like) opens a session "
     "for the actors that auth.plugin_sign_in_allow names; without http_basic_auth it always does",
     store<&gateway_settings::auth, &auth_settings::plugin_sign_in, flag_of>},
    {"auth.plugin_sign_in_allow", setting_kind::object, "", "{}",
     "allow block of the actors that may sign in by a plugin",
     store<&gateway_settings::auth, &auth_settings::plugin_sign_in_allow, object_of>},

    {"throttle.enabled", setting_kind::flag, "", "true", "slow down repeated wrong passwords",
     store<&gateway_settings::throttle, &throttle_settings::enabled, flag_of>},
    {"throttle.free_tries", whole, "tries", "10",
     "wrong passwords of an account from a network without any delay",
     store<&gateway_settings::throttle, &throttle_settings::free_tries, count_of>, 0, 10000},
    {"throttle.window", whole, "seconds", "60",
     "after this time without a wrong password, earlier ones are forgotten",
     store<&gateway_settings::throttle, &throttle_settings::window, seconds_of>, 1, 86400},
    {"throttle.max_delay", whole, "seconds", "30", "longest delay of a password attempt",
     store<&gateway_settings::throttle, &throttle_settings::max_delay, seconds_of>, 0, 3600},

    {"session.max_age", whole, "seconds", "1209600",
     "how long a login through the form or the root link lasts; use renews it",
     store<&gateway_settings::session, &session_settings::max_age, seconds_of>, 60, 315360000},
    {"session.previous_secrets", setting_kind::text_list, "", "[]",
     "earlier values of DATASETTE_SECRET whose cookies are still accepted", store_previous_secrets},
    read_at_start<&gateway_settings::session, &session_settings::path>(
        {"session.path", setting_kind::text, "", "none",
         "the file that keeps logouts over a restart, with the record of accounts beside it "
         "(FILE.accounts-…); none = both in the state folder",
         store_session_path}
    ),
    read_at_start<&gateway_settings::session, &session_settings::key>(
        {"session.key", setting_kind::text, "", "none",
         "seals sessions: at least 32 characters, the same for all gateways that "
         "share "
         "sessions; none: a generated key in the state folder",
         store_session_key}
    ),
    {"session.keep_on_password_change", setting_kind::flag, "", "false",
     "a new password does not end the other sessions of its account",
     store<&gateway_settings::session, &session_settings::keep_on_password_change, flag_of>},
    read_at_start<&gateway_settings::site>(
        {"site", setting_kind::text, "", "none",
         "name of the site in its sessions, which other sites refuse; none: the path of the "
         "configuration file or, without one, of the first database",
         store_site}
    ),
    {"password_tool", setting_kind::choice, "", "\"actors\"",
     "who may make password hashes at /-/password-tool", store_password_tool, 0, 0, false,
     tool_accesses},
    {"public", setting_kind::path_list, "", "[]",
     "paths that need no credentials with http_basic_auth on: \"/robots.txt\" alone, \"/db/*\" "
     "with all below it. {\"path\": \"/db/*\", \"query\": \"none\"} says which queries anonymous "
     "clients may send there: \"none\", \"safe\" (the default: none that runs SQL or reads another "
     "table, and parameters of a canned query only if its own path is listed) or \"any\"",
     store_public},

    {"cors_preflight", setting_kind::flag, "", "false",
     "with http_basic_auth, answer the question of a browser whether a page of another site may "
     "read with a password of its own; for Datasette's --cors",
     store_cors_preflight},

    {"limits.head_bytes", whole, "bytes", "65536", "largest request head",
     store<&gateway_settings::limits, &limit_settings::head_bytes_max, size_of>, 1024, 1048576,
     true},
    {"limits.headers", whole, "lines", "100", "most header lines of a request",
     store<&gateway_settings::limits, &limit_settings::headers_max, size_of>, 8, 10000, true},
    {"limits.target_bytes", whole, "bytes", "60000", "longest path and query",
     store<&gateway_settings::limits, &limit_settings::target_bytes_max, size_of>, 256, 1048576,
     true},
    {"limits.body_bytes", whole, "bytes", "0", "largest request body",
     store<&gateway_settings::limits, &limit_settings::body_bytes_max, size_of>, 1,
     9007199254740992, true},
    {"limits.head_timeout", decimal, "seconds", "10", "time for the whole request head",
     store<&gateway_settings::limits, &limit_settings::head_timeout, milliseconds_of>, 0, 3600,
     true},
    {"limits.body_min_rate", whole, "bytes per second", "256",
     "slowest that a client may send or take a body",
     store<&gateway_settings::limits, &limit_settings::body_bytes_per_second_min, size_of>, 1,
     1000000000, true},
    {"limits.idle_timeout", decimal, "seconds", "75",
     "time that an idle connection is kept, and that a client may read no bytes of a response",
     store<&gateway_settings::limits, &limit_settings::idle_timeout, milliseconds_of>, 0, 86400,
     true},
    {"limits.connections", whole, "connections", "16384", "open connections of all clients",
     store<&gateway_settings::limits, &limit_settings::connections_max, size_of>, 1, 1000000, true},
    {"limits.connections_per_client", whole, "connections", "1024",
     "open connections of one client that is not a trusted proxy: an IPv4 address or an IPv6 /64 "
     "network; a /56 may have twice as many, a /48 four times",
     store<&gateway_settings::limits, &limit_settings::connections_per_client_max, size_of>, 1,
     1000000, true},
    {"limits.requests_per_connection", whole, "requests", "0",
     "requests on one connection before it is closed",
     store<&gateway_settings::limits, &limit_settings::requests_per_connection_max, size_of>, 1,
     1000000000, true},

    {"upstream.connect_timeout", decimal, "seconds", "5", "time to reach Datasette",
     store<&gateway_settings::upstream, &upstream_settings::connect_timeout, milliseconds_of>, 0,
     600, true},
    {"upstream.first_byte_timeout", decimal, "seconds", "120",
     "time until Datasette begins to answer",
     store<&gateway_settings::upstream, &upstream_settings::first_byte_timeout, milliseconds_of>, 0,
     86400, true},
    {"upstream.idle_timeout", decimal, "seconds", "60",
     "longest pause within an answer of Datasette",
     store<&gateway_settings::upstream, &upstream_settings::idle_timeout, milliseconds_of>, 0,
     86400, true},
    {"upstream.connections", whole, "connections", "256",
     "requests at Datasette at a time, per I/O thread; a client gets no more than are left for "
     "others, an eighth is kept for known actors and an eighth for networks that have none",
     store<&gateway_settings::upstream, &upstream_settings::connections_max, size_of>, 1, 100000,
     true},
    {"upstream.pass_headers", setting_kind::text_list, "", "[]",
     "request headers that Datasette gets besides the standard ones: names, or the beginning of "
     "names with a star (\"X-Acme-*\")",
     store_pass_headers},

    read_at_start<&gateway_settings::secrets, &secrets_settings::path>(
        {"secrets.path", setting_kind::text, "", "none",
         "the file that holds the secrets, unless a database of Datasette does; none: "
         "datasette-gateway/secrets.db in $XDG_STATE_HOME or ~/.local/state",
         store_secrets_path}
    ),
    {"secrets.keys", setting_kind::object, "", "{}",
     "encryption keys by name, as `secrets generate-encryption-key` makes them; the first one "
     "writes",
     store<&gateway_settings::secrets, &secrets_settings::keys, object_of>},
    {"secrets.register", setting_kind::list, "", "[]",
     "secrets to list: objects with `name`, `description`, `obtain_url`, `obtain_label`",
     store<&gateway_settings::secrets, &secrets_settings::registrations, array_of>},
    read_at_start<&gateway_settings::audit_path>(
        {"audit.path", setting_kind::text, "", "none",
         "a SQLite file that gets a row for each login, failed login, throttled attempt, logout "
         "and "
         "reload",
         store_audit_path}
    ),
    read_at_start<&gateway_settings::admin>(
        {"admin.listen", setting_kind::text, "", "none",
         "where the admin listener gives metrics, health and readiness: the path of a unix socket, "
         "a "
         "port of this machine such as \"127.0.0.1:9100\", or \"off\"; none: a unix socket in a "
         "private folder, named in the log",
         store_admin}
    ),
};

}  // namespace

std::span<const setting_row> settings_table() { return rows; }

}  // namespace dsgw
