#include "gateway/command/cli_options.hpp"

#include "base/ascii.hpp"
#include "gateway/command/cli_publish.hpp"
#include "gateway/command/cli_secrets.hpp"
#include "gateway/command/option_number.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace dsgw {

namespace {

using values = cli_values&;
using given = std::span<const std::string>;

std::string set_seconds(std::chrono::seconds& to, const std::string& text)
{
    std::uint32_t number = 0;
    auto error = read_whole_number<std::uint32_t>(number, text, 0, 10 * 366 * 86400);
    to = std::chrono::seconds(number);
    return error;
}

template <auto Member>
std::string set_text(values v, given g)
{
    v.serve.*Member = g[0];
    return g[0].empty() ? "needs a value" : "";
}

template <auto Member>
std::string set_input(values v, given g)
{
    v.serve.inputs.*Member = g[0];
    return g[0].empty() ? "needs a file" : "";
}

template <auto Member>
std::string set_flag(values v, given)
{
    v.*Member = true;
    return {};
}

template <auto Member>
std::string set_serve_flag(values v, given)
{
    v.serve.*Member = true;
    return {};
}

std::string set_get(values v, given g)
{
    v.serve.get = g[0];
    const auto is_plain = [](char c) { return c > 0x20 && c != 0x7f; };
    if (!g[0].starts_with('/') || !std::ranges::all_of(g[0], is_plain))
        return "needs a path that begins with / and has no spaces (percent-encode them)";
    return {};
}

std::string set_port(values v, given g)
{
    return read_whole_number<std::uint16_t>(v.serve.port, g[0], 0, 65535);
}
std::string set_threads(values v, given g)
{
    return read_whole_number<unsigned>(v.serve.threads, g[0], 0, 1024);
}
std::string set_no_sandbox(values v, given)
{
    v.serve.sandbox = false;
    return {};
}
std::string set_drain(values v, given g) { return set_seconds(v.serve.drain, g[0]); }
std::string set_hsts(values v, given g) { return set_seconds(v.serve.hsts, g[0]); }

std::string set_setting(values v, given g)
{
    if (g[0].empty()) return "needs a name and a value";
    v.serve.inputs.settings.emplace_back(g[0], g[1]);
    return {};
}

/// An empty value counts as unset, as in Datasette.
std::string set_secret(values v, given g)
{
    v.serve.secret.reset();
    if (!g[0].empty()) v.serve.secret = g[0];
    return {};
}

std::string set_log_level(values v, given g)
{
    static constexpr std::array<std::string_view, 7> levels{"trace", "debug",    "info", "warning",
                                                            "error", "critical", "off"};
    if (std::find(levels.begin(), levels.end(), g[0]) == levels.end())
        return "needs one of trace, debug, info, warning, error, critical, off";
    v.serve.log_level = g[0];
    return {};
}

std::string set_upstream(values v, given g)
{
    try {
        v.serve.upstream = parse_upstream_endpoint(g[0]);
    } catch (const std::invalid_argument& e) {
        return e.what();
    }
    return {};
}

std::string set_scheme(values v, given g)
{
    if (g[0] == "argon2id")
        v.hash.scheme = auth::hash_scheme::argon2id;
    else if (g[0] == "pbkdf2_sha256")
        v.hash.scheme = auth::hash_scheme::pbkdf2_sha256;
    else
        return "needs argon2id or pbkdf2_sha256";
    return {};
}

std::string set_no_confirm(values v, given)
{
    v.hash.confirm = false;
    return {};
}

std::string set_password(values v, given g)
{
    v.hash.password = g[0];
    return {};
}

constexpr cli_option help_option{
    "--help",
    0,
    0,
    "",
    "Show this help (-h is the host, as in Datasette)",
    set_flag<&cli_values::help>};

/// @return the position of the value in NAME:VALUE, as 0.65 takes it; nothing if the text names a
///         file.
std::optional<std::size_t> value_of_pair(const std::string& text)
{
    const auto colon = text.find(':');
    if (colon == 0 || colon == text.npos) return {};
    const auto is_of_a_name = [](char c) { return is_alphanumeric(c) || c == '_'; };
    const std::string_view name(text.data(), colon);
    std::error_code ec;
    if (!std::ranges::all_of(name, is_of_a_name) || std::filesystem::exists(text, ec)) return {};
    return colon + 1;
}

constexpr cli_option serve_table[] = {
    {"--host", 'h', 1, "HOST", "Address to listen on [127.0.0.1]; 0.0.0.0 or :: for all",
     set_text<&serve_options::host>},
    {"--port", 'p', 1, "PORT", "Port to listen on [8001]; 0 = any free port, which is printed",
     set_port},
    {"--uds", 0, 1, "PATH", "Listen on a unix socket instead", set_text<&serve_options::uds>},
    {"--metadata", 'm', 1, "FILE", "JSON or YAML file with metadata, accounts and allow blocks",
     set_input<&config_inputs::metadata>},
    {"--config", 'c', 1, "FILE", "JSON or YAML Datasette configuration (datasette.yaml)",
     read_config_option},
    {"--setting", 's', 2, "NAME VALUE",
     "A dotted NAME is configuration (plugins.x.y), a plain NAME is a setting of Datasette; "
     "repeatable",
     set_setting},
    {"--root", 0, 0, "", "Print a link that logs you in as root",
     set_serve_flag<&serve_options::root>},
    {"--internal", 0, 1, "FILE", "Datasette's persistent internal database [$DATASETTE_INTERNAL]",
     set_text<&serve_options::internal>},
    {"--secret", 0, 1, "TEXT",
     "Secret that signs cookies [$DATASETTE_SECRET, else the credential datasette-secret, else "
     "random]; not recommended, since other users can see a command line",
     set_secret},
    {"--upstream", 0, 1, "URL",
     "Proxy a running Datasette: http://HOST:PORT or unix:PATH; needs its secret", set_upstream},
    {"--datasette", 0, 1, "PATH",
     "The datasette to start [the one on PATH, or the one beside this program]",
     set_text<&serve_options::datasette>},
    {"--threads", 0, 1, "N", "I/O threads [0 = one per available core]", set_threads},
    {"--log-level", 0, 1, "LEVEL", "trace, debug, info, warning, error, critical or off [info]",
     set_log_level},
    {"--drain-seconds", 0, 1, "N", "Time that requests in flight may take at shutdown [30]",
     set_drain},
    {"--ssl-keyfile", 0, 1, "FILE", "TLS key, PEM [$DATASETTE_SSL_KEYFILE]",
     set_text<&serve_options::ssl_keyfile>},
    {"--ssl-certfile", 0, 1, "FILE", "TLS certificate chain, PEM [$DATASETTE_SSL_CERTFILE]",
     set_text<&serve_options::ssl_certfile>},
    {"--hsts", 0, 1, "SECONDS",
     "With TLS: tell browsers to use only https for this long [0 = do not]", set_hsts},
    {"--user", 0, 1, "NAME",
     "If started as root: switch to this user once the port is bound. With --get: the account to "
     "use",
     set_text<&serve_options::user>},
    {"--get", 0, 1, "PATH",
     "Do not serve: make one GET request, as the account of --user or anonymously, and print the "
     "body",
     set_get},
    {"--no-sandbox", 0, 0, "", "Do not restrict system calls or file access", set_no_sandbox},
    {"--create", 0, 0, "", "Create database files that do not exist",
     set_serve_flag<&serve_options::create>},
    {"--version", 0, 0, "", "Show the version", set_flag<&cli_values::version>},
    help_option,
};

template <auto Member>
std::string set_check_flag(values v, given)
{
    v.check.*Member = true;
    return {};
}

/// The options of serve, and those that only check takes.
constexpr auto check_table = [] {
    constexpr std::array own{
        cli_option{
            "--quick", 0, 0, "", "Start nothing: skip the checks that only Datasette can make",
            set_check_flag<&check_command::quick>},
        cli_option{
            "--strict", 0, 0, "", "Exit with code 1 for warnings too",
            set_check_flag<&check_command::strict>},
        cli_option{
            "--json", 0, 0, "", "Print one JSON object, for programs",
            set_check_flag<&check_command::json>},
    };
    std::array<cli_option, std::size(serve_table) + own.size()> all{};
    std::copy(
        own.begin(), own.end(),
        std::copy(std::begin(serve_table), std::end(serve_table), all.begin())
    );
    return all;
}();

constexpr cli_option hash_table[] = {
    {"--scheme", 0, 1, "NAME",
     "argon2id, or pbkdf2_sha256, which the plugin can read too [argon2id]", set_scheme},
    {"--no-confirm", 0, 0, "", "Read the password from standard input, without a prompt",
     set_no_confirm},
    {"--password", 0, 1, "TEXT",
     "The password itself; not recommended, since other users can see a command line",
     set_password},
    help_option,
};

constexpr cli_option only_help_table[] = {help_option};

}  // namespace

std::string read_config_option(cli_values& into, std::span<const std::string> given)
{
    auto& inputs = into.serve.inputs;
    const auto& text = given[0];
    const auto value = value_of_pair(text);
    if (!value) {
        inputs.config = text;
        return text.empty() ? "needs a file" : "";
    }
    inputs.settings.insert(
        inputs.settings.begin() + static_cast<std::ptrdiff_t>(into.config_pairs++),
        {text.substr(0, *value - 1), text.substr(*value)}
    );
    return {};
}

std::span<const cli_option> own_options(command_name command)
{
    switch (command) {
        case command_name::serve:
            return serve_table;
        case command_name::check:
            return check_table;
        case command_name::hash_password:
            return hash_table;
        case command_name::verify_password:
        case command_name::secrets:
        case command_name::publish:
            return only_help_table;
        case command_name::package:
        case command_name::publish_cloudrun:
            return publish_command_options(command);
        default:
            return secrets_options(command);
    }
}

}  // namespace dsgw
