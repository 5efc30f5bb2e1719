#include "gateway/command/cli_options.hpp"

#include "gateway/command/cli_setters.hpp"

namespace dsgw {

namespace {

constexpr command_set serving = set_of(command_name::serve, command_name::check);
constexpr command_set checking = set_of(command_name::check);
constexpr command_set hashing = set_of(command_name::hash_password);
constexpr command_set getting = set_of(command_name::secrets_get);
constexpr command_set setting = set_of(command_name::secrets_set);
constexpr command_set deleting = set_of(command_name::secrets_delete);
constexpr command_set rotating = set_of(command_name::secrets_rotate_key);
constexpr command_set auditing = set_of(command_name::secrets_audit);
constexpr command_set moving = set_of(command_name::secrets_export, command_name::secrets_import);
constexpr command_set with_store = set_of(
    command_name::secrets_list, command_name::secrets_get, command_name::secrets_set,
    command_name::secrets_history, command_name::secrets_restore, command_name::secrets_delete,
    command_name::secrets_rotate_key, command_name::secrets_audit, command_name::secrets_export,
    command_name::secrets_import, command_name::secrets_import_env
);
constexpr command_set packaging = set_of(command_name::package);
constexpr command_set on_cloud_run = set_of(command_name::publish_cloudrun);
constexpr command_set making_images = packaging | on_cloud_run;
constexpr command_set every_command = ~command_set();

constexpr std::string_view passed_on = "Passed on to Datasette";

/// The metadata has these under the names of the options.
constexpr std::array<std::string_view, 7> about_keys{
    "title", "license", "license_url", "source", "source_url", "about", "about_url"};

template <std::size_t Index>
std::string add_about(set::values v, set::given g)
{
    v.publish.about.emplace_back(about_keys.at(Index), g[0]);
    return {};
}

// In the order of the help.
constexpr cli_option option_table[] = {
    {hashing, "--scheme", 0, "NAME",
     "argon2id, or pbkdf2_sha256, which the plugin can read too [argon2id]", set::hash_scheme},
    {hashing, "--no-confirm", 0, "", "Read the password from standard input, without a prompt",
     set::flag<&hash_password_command::confirm, false>},
    {hashing, "--password", 0, "TEXT",
     "The password itself; not recommended, since other users can see a command line",
     set::any_text<&hash_password_command::password>},

    {getting, "--raw", 0, "", "Do not print a newline after the value",
     set::flag<&secrets_command::raw>},

    {setting, "--note", 0, "TEXT", "A note of at most 100 characters",
     set::any_text<&secrets_command::note>},
    {setting, "--raw", 0, "", "Keep the newline at the end of standard input",
     set::flag<&secrets_command::raw>},

    {deleting, "--yes", 0, "", "Delete without a prompt; required without a terminal",
     set::flag<&secrets_command::yes>},

    {rotating, "--to", 0, "NAME", "The name of the key in plugins.datasette-gateway.secrets.keys",
     set::text<&secrets_command::to>},
    {rotating, "--dry-run", 0, "", "Only report what would be done",
     set::flag<&secrets_command::dry_run>},

    {auditing, "--verify", 0, "", "Check that no entry was changed or removed",
     set::flag<&secrets_command::verify>},

    {moving, "--passphrase-file", 0, "FILE",
     "Read the passphrase from the first line of this file, without a prompt",
     set::file<&secrets_command::passphrase>},

    {with_store, "--metadata", 'm', "FILE", "The file given to the gateway with -m",
     set::file<&config_inputs::metadata>},
    {with_store, "--config", 'c', "FILE", "The file given to the gateway with -c",
     set::config_file},
    {with_store, "--setting", 's', "NAME VALUE", "As for serve; repeatable", set::setting},
    {with_store, "--internal", 0, "FILE",
     "Datasette's persistent internal database [$DATASETTE_INTERNAL]",
     set::file<&serve_options::internal>},
    {with_store, "--database", 0, "FILE",
     "A database that the gateway serves, if it holds the secrets; repeatable",
     set::file<&config_inputs::files>},

    {packaging, "--tag", 't', "NAME", "Name for the image, or NAME:TAG",
     set::text<&publish_options::tag>},
    {packaging, "--port", 'p', "PORT", "Port to listen on if $PORT is not set [8001]",
     set::number<&publish_options::port, 1, 65535>},

    {on_cloud_run, "--service", 0, "NAME", "Service to deploy or to update", set::service},
    {on_cloud_run, "--name", 'n', "NAME", "Name of the application during the build [datasette]",
     set::text<&publish_options::name>},
    {on_cloud_run, "--memory", 0, "SIZE", "Memory per instance, e.g. 1Gi", set::memory},
    {on_cloud_run, "--cpu", 0, "N", "Number of processors per instance: 1, 2 or 4", set::cpu},
    {on_cloud_run, "--timeout", 0, "SECONDS", "Maximum duration of the build",
     set::number<&cloud_run_options::build_seconds_max, 0, 1'000'000>},
    {on_cloud_run, "--max-instances", 0, "N", "Maximum number of instances [1]; 0 = no limit",
     set::number<&cloud_run_options::instances_max, 0, 1'000'000>},
    {on_cloud_run, "--min-instances", 0, "N", "Minimum number of instances",
     set::number<&cloud_run_options::instances_min, 0, 1'000'000>},
    {on_cloud_run, "--artifact-repository", 0, "NAME", "Repository of the image [datasette]",
     set::text<&cloud_run_options::repository>},
    {on_cloud_run, "--artifact-region", 0, "NAME", "Location of that repository [us]",
     set::text<&cloud_run_options::region>},
    {on_cloud_run, "--artifact-project", 0, "NAME",
     "Project of that repository [gcloud's active one]", set::text<&cloud_run_options::project>},

    {making_images, "--metadata", 'm', "FILE",
     "JSON or YAML file with metadata and accounts to publish",
     set::file<&publish_options::metadata>},
    {making_images, "--extra-options", 0, "TEXT",
     "More options for datasette-gateway serve, as one string",
     set::any_text<&publish_options::extra_options>},
    {making_images, "--branch", 0, "NAME",
     "Install Datasette from this branch on GitHub, e.g. main",
     set::text<&publish_options::branch>},
    {making_images, "--template-dir", 0, "FOLDER", "Folder of templates",
     set::text<&publish_options::template_dir>},
    {making_images, "--plugins-dir", 0, "FOLDER", "Folder of plugins",
     set::text<&publish_options::plugins_dir>},
    {making_images, "--static", 0, "MOUNT:FOLDER",
     "Serve the files of a folder at /MOUNT/; repeatable", set::static_mount},
    {making_images, "--install", 0, "PACKAGE", "Also install a package, e.g. a plugin; repeatable",
     set::text<&publish_options::install>},
    {making_images, "--plugin-secret", 0, "PLUGIN KEY VALUE",
     "A setting of a plugin that is passed in the environment; repeatable", set::plugin_secret},
    {making_images, "--version-note", 0, "TEXT", "A note for /-/versions",
     set::text<&publish_options::version_note>},
    {making_images, "--secret", 0, "TEXT",
     "Secret that signs cookies [$DATASETTE_PUBLISH_SECRET, else random]",
     set::text_or_unset<&publish_options::secret>},
    {making_images, "--title", 0, "TEXT", "Title for the metadata", add_about<0>},
    {making_images, "--license", 0, "TEXT", "Licence for the metadata", add_about<1>},
    {making_images, "--license_url", 0, "URL", "Address of the licence", add_about<2>},
    {making_images, "--source", 0, "TEXT", "Source for the metadata", add_about<3>},
    {making_images, "--source_url", 0, "URL", "Address of the source", add_about<4>},
    {making_images, "--about", 0, "TEXT", "\"About\" text for the metadata", add_about<5>},
    {making_images, "--about_url", 0, "URL", "Address of the about link", add_about<6>},
    {making_images, "--spatialite", 0, "", "Include the SpatiaLite extension",
     set::flag<&publish_options::spatialite>},
    {making_images, "--show-files", 0, "", "Print the generated Dockerfile and metadata.json",
     set::flag<&publish_options::show_files>},
    {making_images, "--apt-get-install", 0, "PACKAGE", "Install a Debian package; repeatable",
     set::text<&publish_options::apt_packages>},
    {making_images, "--generate-dir", 0, "FOLDER",
     "Write the build context to this folder, and build nothing",
     set::text<&publish_options::generate_dir>},
    {making_images, "--env-file", 0, "FILE",
     "File for the environment variables, among them hashes and keys",
     set::file<&publish_options::env_file>},
    {making_images, "--gateway-wheel", 0, "FILE",
     "Install the gateway from this wheel [copy this program]",
     set::file<&publish_options::gateway_wheel>},

    {serving, "--host", 'h', "HOST", "Address to listen on [127.0.0.1]; 0.0.0.0 or :: for all",
     set::text<&serve_options::host>},
    {serving, "--port", 'p', "PORT",
     "Port to listen on [8001]; 0 = any free port, which is printed",
     set::number<&serve_options::port, 0, 65535>},
    {serving, "--uds", 0, "PATH", "Listen on a unix socket instead",
     set::text<&serve_options::uds>},
    {serving, "--metadata", 'm', "FILE",
     "JSON or YAML file with metadata, accounts and allow blocks",
     set::file<&config_inputs::metadata>},
    {serving, "--config", 'c', "FILE", "JSON or YAML Datasette configuration (datasette.yaml)",
     set::config_file},
    {serving, "--setting", 's', "NAME VALUE",
     "A dotted NAME is configuration (plugins.x.y), a plain NAME is a setting of Datasette; "
     "repeatable",
     set::setting},
    {serving, "--root", 0, "", "Print a link that logs you in as root",
     set::flag<&serve_options::root>},
    {serving, "--internal", 0, "FILE",
     "Datasette's persistent internal database [$DATASETTE_INTERNAL]",
     set::file<&serve_options::internal>},
    {serving, "--secret", 0, "TEXT",
     "Secret that signs cookies [$DATASETTE_SECRET, else the credential datasette-secret, else "
     "random]; not recommended, since other users can see a command line",
     set::text_or_unset<&serve_options::secret>},
    {serving, "--upstream", 0, "URL",
     "Proxy a running Datasette: http://HOST:PORT or unix:PATH; needs its secret", set::upstream},
    {serving, "--datasette", 0, "PATH",
     "The datasette to start [the one on PATH, or the one beside this program]",
     set::text<&serve_options::datasette>},
    {serving, "--threads", 0, "N", "I/O threads [0 = one per available core]",
     set::number<&serve_options::threads, 0, 1024>},
    {serving, "--log-level", 0, "LEVEL",
     "trace, debug, info, warning, error, critical or off [info]", set::log_level},
    {serving, "--drain-seconds", 0, "N", "Time that requests in flight may take at shutdown [30]",
     set::number<&serve_options::drain, 0, 10 * 366 * 86400>},
    {serving, "--ssl-keyfile", 0, "FILE", "TLS key, PEM [$DATASETTE_SSL_KEYFILE]",
     set::file<&serve_options::ssl_keyfile>},
    {serving, "--ssl-certfile", 0, "FILE", "TLS certificate chain, PEM [$DATASETTE_SSL_CERTFILE]",
     set::file<&serve_options::ssl_certfile>},
    {serving, "--hsts", 0, "SECONDS",
     "With TLS: tell browsers to use only https for this long [0 = do not]",
     set::number<&serve_options::hsts, 0, 10 * 366 * 86400>},
    {serving, "--user", 0, "NAME",
     "If started as root: switch to this user once the port is bound. With --get: the account to "
     "use",
     set::text<&serve_options::user>},
    {serving, "--get", 0, "PATH",
     "Do not serve: make one GET request, as the account of --user or anonymously, and print the "
     "body",
     set::get_path},
    {serving, "--no-sandbox", 0, "", "Do not restrict system calls or file access",
     set::flag<&serve_options::sandbox, false>},
    {serving, "--create", 0, "", "Create database files that do not exist",
     set::flag<&serve_options::create>},
    {serving, "--version", 0, "", "Show the version", set::flag<&cli_values::version>},

    {every_command, "--help", 0, "", "Show this help (-h is the host, as in Datasette)",
     set::flag<&cli_values::help>},

    {checking, "--quick", 0, "", "Start nothing: skip the checks that only Datasette can make",
     set::flag<&check_command::quick>},
    {checking, "--strict", 0, "", "Exit with code 1 for warnings too",
     set::flag<&check_command::strict>},
    {checking, "--json", 0, "", "Print one JSON object, for programs",
     set::flag<&check_command::json>},

    // From cli.py of 0.65.5 and 1.0a41. Each line of Datasette refuses the options that it does
    // not know with its own message.
    {serving, "--immutable", 'i', "FILE", passed_on, nullptr},
    {serving, "--cors", 0, "", passed_on, nullptr},
    {serving, "--load-extension", 0, "PATH", passed_on, nullptr},
    {serving, "--inspect-file", 0, "FILE", passed_on, nullptr},
    {serving, "--template-dir", 0, "FOLDER", passed_on, nullptr},
    {serving, "--plugins-dir", 0, "FOLDER", passed_on, nullptr},
    {serving, "--static", 0, "MOUNT:FOLDER", passed_on, nullptr},
    {serving, "--memory", 0, "", passed_on, nullptr},
    {serving, "--crossdb", 0, "", passed_on, nullptr},
    {serving, "--nolock", 0, "", passed_on, nullptr},
    {serving, "--default-deny", 0, "", passed_on, nullptr},
    {serving, "--version-note", 0, "TEXT", passed_on, nullptr},
};

constexpr std::string_view use_curl =
    "--get takes only an account's name (--user); use curl for more";
constexpr std::string_view development =
    "it is for interactive development; start datasette itself for that";

constexpr refused_option refused_table[] = {
    {"--reload", "", "send the gateway SIGHUP to read the configuration again"},
    {"--headers", "", use_curl},
    {"--token", "", use_curl},
    {"--actor", "", use_curl},
    {"--open", "-o", "open the address that the gateway prints"},
    {"--pdb", "", development},
    {"--help-settings", "", "run: datasette serve --help-settings"},
};

}  // namespace

std::span<const cli_option> cli_options() { return option_table; }

std::span<const refused_option> refused_options() { return refused_table; }

bool cli_option::is_named(std::string_view text) const
{
    const char as_short[] = {'-', short_name};
    return text == long_name || (short_name != 0 && text == std::string_view(as_short, 2));
}

std::size_t cli_option::values() const
{
    if (value_name.empty()) return 0;
    return 1 + static_cast<std::size_t>(std::ranges::count(value_name, ' '));
}

bool cli_option::takes_file() const
{
    return value_name == "FILE" || value_name == "PATH" || value_name == "FOLDER";
}

std::vector<cli_option> options_of(command_name command)
{
    std::vector<cli_option> taken;
    for (const auto& option : cli_options())
        if (option.is_taken_by(command)) taken.push_back(option);
    return taken;
}

const cli_option* find_option(command_name command, std::string_view text)
{
    for (const auto& option : cli_options())
        if (option.is_taken_by(command) && option.is_named(text)) return &option;
    return nullptr;
}

written_option split_option(std::string_view word)
{
    const auto end = word.starts_with("--") ? std::min(word.find('='), word.size()) : 2;
    written_option made{std::string(word.substr(0, end)), {}};
    if (end < word.size()) made.value = word.substr(word[end] == '=' ? end + 1 : end);
    return made;
}

}  // namespace dsgw
