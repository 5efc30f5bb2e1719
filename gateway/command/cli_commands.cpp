#include "gateway/command/cli_commands.hpp"

namespace dsgw {

namespace {

constexpr std::size_t any_number = 1'000'000;
constexpr std::string_view one_hash =
    "needs one HASH; put it in single quotes, since it contains $";
constexpr std::string_view one_shell = "needs one of bash, zsh, fish";

constexpr cli_command command_table[] = {
    {command_name::serve,
     "serve",
     "[serve] [OPTIONS] [FILES]...",
     "Start Datasette privately and serve it with passwords (the word serve is optional)",
     "Examples:\n"
     "  datasette-gateway bigmac.db -m metadata.json\n"
     "  datasette-gateway serve data/ -p 8080 -s plugins.datasette-gateway.realm 'Big Mac'\n"
     "  DATASETTE_SECRET=... datasette-gateway --upstream http://127.0.0.1:8002 -m metadata.json",
     {0, any_number}},
    {command_name::check,
     "check",
     "check [OPTIONS] [FILES]...",
     "Check everything that serve would use, list the accounts, and exit",
     "Examples:\n"
     "  datasette-gateway check bigmac.db -m metadata.json\n"
     "  datasette-gateway check bigmac.db -m metadata.json --strict --json",
     {0, any_number}},
    {command_name::hash_password,
     "hash-password",
     "hash-password [OPTIONS]",
     "Make a password hash for NAME_password_hash in the configuration",
     "Examples:\n"
     "  datasette-gateway hash-password\n"
     "  echo \"$PASSWORD\" | datasette-gateway hash-password --no-confirm --scheme pbkdf2_sha256",
     {0, 0, "", "takes no argument: it prompts for the password"}},
    {command_name::verify_password,
     "verify-password",
     "verify-password HASH",
     "Check a password against a hash: exit code 0 if it matches, else 1",
     "Example:\n  datasette-gateway verify-password 'pbkdf2_sha256$480000$...$...'",
     {1, 1, one_hash, one_hash}},
    {command_name::secrets,
     "secrets",
     "secrets COMMAND [OPTIONS]",
     "List, read, set and move the secrets of Datasette's plugins; works while the gateway runs",
     "Help for a command: datasette-gateway secrets COMMAND --help\n\nExample:\n  "
     "datasette-gateway secrets list -m metadata.json",
     {}},
    {command_name::secrets_list,
     "secrets list",
     "secrets list [OPTIONS]",
     "List the secrets, and whether they are set",
     "Example:\n  datasette-gateway secrets list -m metadata.json",
     {0, 0},
     secrets_action::list},
    {command_name::secrets_get,
     "secrets get",
     "secrets get [OPTIONS] NAME",
     "Print the value of a secret; this is recorded as a use",
     "Example:\n  datasette-gateway secrets get OPENAI_API_KEY -m metadata.json",
     {1, 1},
     secrets_action::get},
    {command_name::secrets_set,
     "secrets set",
     "secrets set [OPTIONS] NAME",
     "Store a new version of a secret, from a prompt or standard input",
     "Examples:\n"
     "  datasette-gateway secrets set OPENAI_API_KEY --note 'of the team'\n"
     "  datasette-gateway secrets set TLS_KEY --raw < key.pem",
     {1, 1, "", "takes no further argument: the value comes from a prompt or from standard input"},
     secrets_action::set},
    {command_name::secrets_history,
     "secrets history",
     "secrets history [OPTIONS] NAME",
     "List the versions of a secret, newest first",
     "Example:\n  datasette-gateway secrets history OPENAI_API_KEY",
     {1, 1},
     secrets_action::history},
    {command_name::secrets_restore,
     "secrets restore",
     "secrets restore [OPTIONS] NAME VERSION",
     "Store the value of an older version as a new one",
     "Example:\n  datasette-gateway secrets restore OPENAI_API_KEY 3",
     {2, 2},
     secrets_action::restore},
    {command_name::secrets_delete,
     "secrets delete",
     "secrets delete [OPTIONS] NAME",
     "Delete a secret with all its versions",
     "Examples:\n"
     "  datasette-gateway secrets delete OPENAI_API_KEY\n"
     "  datasette-gateway secrets delete OPENAI_API_KEY --yes",
     {1, 1},
     secrets_action::remove},
    {command_name::secrets_rotate_key,
     "secrets rotate-key",
     "secrets rotate-key --to NAME [OPTIONS]",
     "Encrypt all stored values again, with another of the configured keys",
     "Example:\n  datasette-gateway secrets rotate-key --to key2025 --dry-run -m metadata.json",
     {0, 0},
     secrets_action::rotate_key},
    {command_name::secrets_audit,
     "secrets audit",
     "secrets audit [OPTIONS]",
     "List the changes to secrets and who made them, newest first",
     "Examples:\n  datasette-gateway secrets audit\n  datasette-gateway secrets audit --verify",
     {0, 0},
     secrets_action::audit},
    {command_name::secrets_generate_key,
     "secrets generate-encryption-key",
     "secrets generate-encryption-key",
     "Print a new encryption key",
     "Example:\n  datasette-gateway secrets generate-encryption-key",
     {0, 0},
     secrets_action::generate_key},
    {command_name::secrets_export,
     "secrets export",
     "secrets export [OPTIONS] FILE",
     "Write all current values to a new file, encrypted with a passphrase (- = standard output)",
     "Example:\n  datasette-gateway secrets export secrets.export -m metadata.json",
     {1, 1},
     secrets_action::export_all},
    {command_name::secrets_import,
     "secrets import",
     "secrets import [OPTIONS] FILE",
     "Store the secrets of an export file (- = standard input)",
     "Example:\n  datasette-gateway secrets import secrets.export -m metadata.json",
     {1, 1},
     secrets_action::import_all},
    {command_name::secrets_import_env,
     "secrets import-env",
     "secrets import-env [OPTIONS] [NAME]...",
     "Store the values of the environment variables DATASETTE_SECRETS_NAME (all, or the given "
     "names)",
     "Example:\n  DATASETTE_SECRETS_API_KEY=... datasette-gateway secrets import-env API_KEY",
     {0, any_number},
     secrets_action::import_env},
    {command_name::package,
     "package",
     "package [OPTIONS] FILES...",
     "Make a Docker image that serves databases with passwords",
     "Hashes and keys go by environment, never into the image.\n\n"
     "Examples:\n"
     "  datasette-gateway package bigmac.db -m metadata.json -t bigmac\n"
     "  datasette-gateway package bigmac.db -m metadata.json --generate-dir bigmac-image",
     {1, any_number, "needs FILES: the databases to put into the image"}},
    {command_name::publish,
     "publish",
     "publish COMMAND [OPTIONS]",
     "Publish databases with passwords: publish cloudrun",
     "Example:\n"
     "  datasette-gateway publish cloudrun bigmac.db --service=my-bigmac -m metadata.json",
     {}},
    {command_name::publish_cloudrun,
     "publish cloudrun",
     "publish cloudrun [OPTIONS] [FILES]...",
     "Publish databases with passwords on Google Cloud Run",
     "Hashes and keys go by environment, never into the image.\n\n"
     "Examples:\n"
     "  datasette-gateway publish cloudrun bigmac.db --service=my-bigmac \\\n"
     "      --install=datasette-vega -m metadata.json\n"
     "  datasette-gateway publish cloudrun bigmac.db --service=my-bigmac \\\n"
     "      -m metadata.json --generate-dir bigmac-image",
     {0, any_number}},
    {command_name::completion,
     "completion",
     "completion bash|zsh|fish",
     "Print the script that completes these commands in a shell",
     "Examples:\n"
     "  source <(datasette-gateway completion bash)\n"
     "  datasette-gateway completion fish | source",
     {1, 1, one_shell, one_shell}},
};

}  // namespace

std::span<const cli_command> cli_commands() { return command_table; }

std::string_view cli_command::group() const
{
    const auto space = text.find(' ');
    return space == text.npos ? std::string_view() : text.substr(0, space);
}

std::vector<const cli_command*> commands_of(std::string_view group)
{
    std::vector<const cli_command*> found;
    for (const auto& each : command_table)
        if (each.group() == group) found.push_back(&each);
    return found;
}

named_command find_command(std::span<const std::string> words)
{
    for (const std::size_t count : {2U, 1U}) {
        if (words.size() < count) continue;
        const auto text = count == 2 ? words[0] + ' ' + words[1] : words[0];
        for (const auto& each : command_table)
            if (each.text == text && each.group().empty() == (count == 1)) return {each, count};
    }
    return {command_table[0], 0};
}

}  // namespace dsgw
