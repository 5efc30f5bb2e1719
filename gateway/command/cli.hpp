#pragma once

// Parses the command line: subcommands, our own options, and the options of Datasette, which are
// passed on verbatim. Reads the environment variables of Datasette's options. Prints nothing
// itself.

#include "auth/password_hash.hpp"
#include "gateway/command/publish/publish_options.hpp"
#include "gateway/config/config.hpp"
#include "gateway/config/upstream_endpoint.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace dsgw {

/// Options of `serve`, and of `check`, which takes the same ones.
struct serve_options
{
    config_inputs inputs;
    std::string host = "127.0.0.1";
    std::uint16_t port = 8001;  ///< 0 = any
    std::optional<std::string> uds;
    std::optional<std::string> internal;  ///< 1.0's --internal: passed to the child
    std::optional<std::string> secret;    ///< --secret or DATASETTE_SECRET, never empty
    std::optional<upstream_endpoint> upstream;
    std::optional<std::string> ssl_keyfile;
    std::optional<std::string> ssl_certfile;  ///< both or neither
    std::optional<std::string> user;          ///< a system user; with --get: an account
    std::optional<std::string> get;           ///< a path: make one request instead of serving
    bool root = false;
    bool create = false;                  ///< pass --create to the child
    std::string datasette = "datasette";  ///< a name on PATH or a path
    unsigned threads = 0;                 ///< 0 = cores available
    std::string log_level = "info";       ///< trace, debug, info, warning, error, critical, off
    std::chrono::seconds drain{30};
    bool sandbox = true;
    std::chrono::seconds hsts{0};  ///< 0 = no header

    /// Datasette's own options, verbatim and in order. Never host, port, uds, secret, -m, -c, -s.
    std::vector<std::string> child_arguments;
    std::vector<std::string> immutable_files;  ///< the values of -i in child_arguments
};

struct serve_command
{
    serve_options options;
};
struct check_command
{
    serve_options options;
    bool quick = false;   ///< --quick: Datasette is not started
    bool strict = false;  ///< --strict: a warning counts as an error
    bool json = false;    ///< --json: one object on standard output instead of texts
};

struct hash_password_command
{
    auth::hash_scheme scheme = auth::hash_scheme::argon2id;
    bool confirm = true;                  ///< false: read standard input
    std::optional<std::string> password;  ///< --password: neither prompt nor standard input
};

struct verify_password_command
{
    std::string stored_hash;
};

enum class secrets_action
{
    list,
    get,
    set,
    history,
    restore,
    remove,
    rotate_key,
    audit,
    generate_key,
    export_all,
    import_all,
    import_env,
};

/// Options of `secrets …`. Each action uses the members that apply to it.
struct secrets_command
{
    secrets_action action{};
    config_inputs inputs;                   ///< its files are those of --database
    std::optional<std::string> internal;    ///< --internal
    std::vector<std::string> arguments;     ///< NAME, VERSION or FILE
    std::string note;                       ///< --note
    std::string to;                         ///< --to
    bool raw = false;                       ///< --raw
    bool dry_run = false;                   ///< --dry-run
    bool verify = false;                    ///< --verify
    bool yes = false;                       ///< --yes
    std::optional<std::string> passphrase;  ///< the file given with --passphrase-file
};

/// Options of `package` and `publish cloudrun`.
struct publish_command
{
    publish_options options;
};

/// Text to print before exit: help or version (0), wrong usage (2), or another error (1).
struct print_and_exit
{
    std::string text;  ///< ends with a newline
    int exit_code;     ///< 0: to standard output, else to standard error
};

using command_line = std::variant<
    serve_command, check_command, hash_password_command, verify_password_command, secrets_command,
    publish_command, print_and_exit>;

/// Never throws for anything in `argv`.
[[nodiscard]] command_line parse_command_line(int argc, const char* const* argv);

}  // namespace dsgw
