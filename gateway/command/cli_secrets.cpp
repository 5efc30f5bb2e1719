#include "gateway/command/cli_secrets.hpp"

#include <algorithm>
#include <array>

namespace dsgw {

namespace {

using parsed = cli_values&;
using words = std::span<const std::string>;

constexpr std::size_t any_number = 1000;

constexpr secrets_verb verbs[] = {
    {{command_name::secrets_list, "secrets list", "secrets list [OPTIONS]",
      "List the secrets, and whether they are set",
      "Example:\n  datasette-gateway secrets list -m metadata.json"},
     secrets_action::list,
     0,
     0},
    {{command_name::secrets_get, "secrets get", "secrets get [OPTIONS] NAME",
      "Print the value of a secret; this is recorded as a use",
      "Example:\n  datasette-gateway secrets get OPENAI_API_KEY -m metadata.json"},
     secrets_action::get,
     1,
     1},
    {{command_name::secrets_set, "secrets set", "secrets set [OPTIONS] NAME",
      "Store a new version of a secret, from a prompt or standard input",
      "Examples:\n"
      "  datasette-gateway secrets set OPENAI_API_KEY --note 'of the team'\n"
      "  datasette-gateway secrets set TLS_KEY --raw < key.pem"},
     secrets_action::set,
     1,
     1},
    {{command_name::secrets_history, "secrets history", "secrets history [OPTIONS] NAME",
      "List the versions of a secret, newest first",
      "Example:\n  datasette-gateway secrets history OPENAI_API_KEY"},
     secrets_action::history,
     1,
     1},
    {{command_name::secrets_restore, "secrets restore", "secrets restore [OPTIONS] NAME VERSION",
      "Store the value of an older version as a new one",
      "Example:\n  datasette-gateway secrets restore OPENAI_API_KEY 3"},
     secrets_action::restore,
     2,
     2},
    {{command_name::secrets_delete, "secrets delete", "secrets delete [OPTIONS] NAME",
      "Delete a secret with all its versions",
      "Examples:\n"
      "  datasette-gateway secrets delete OPENAI_API_KEY\n"
      "  datasette-gateway secrets delete OPENAI_API_KEY --yes"},
     secrets_action::remove,
     1,
     1},
    {{command_name::secrets_rotate_key, "secrets rotate-key",
      "secrets rotate-key --to NAME [OPTIONS]",
      "Encrypt all stored values again, with another of the configured keys",
      "Example:\n  datasette-gateway secrets rotate-key --to key2025 --dry-run -m metadata.json"},
     secrets_action::rotate_key,
     0,
     0},
    {{command_name::secrets_audit, "secrets audit", "secrets audit [OPTIONS]",
      "List the changes to secrets and who made them, newest first",
      "Examples:\n  datasette-gateway secrets audit\n  datasette-gateway secrets audit --verify"},
     secrets_action::audit,
     0,
     0},
    {{command_name::secrets_generate_key, "secrets generate-encryption-key",
      "secrets generate-encryption-key", "Print a new encryption key",
      "Example:\n  datasette-gateway secrets generate-encryption-key"},
     secrets_action::generate_key,
     0,
     0},
    {{command_name::secrets_export, "secrets export", "secrets export [OPTIONS] FILE",
      "Write all current values to a new file, encrypted with a passphrase (- = standard output)",
      "Example:\n  datasette-gateway secrets export secrets.export -m metadata.json"},
     secrets_action::export_all,
     1,
     1},
    {{command_name::secrets_import, "secrets import", "secrets import [OPTIONS] FILE",
      "Store the secrets of an export file (- = standard input)",
      "Example:\n  datasette-gateway secrets import secrets.export -m metadata.json"},
     secrets_action::import_all,
     1,
     1},
    {{command_name::secrets_import_env, "secrets import-env",
      "secrets import-env [OPTIONS] [NAME]...",
      "Store the values of the environment variables DATASETTE_SECRETS_NAME (all, or the given "
      "names)",
      "Example:\n  DATASETTE_SECRETS_API_KEY=... datasette-gateway secrets import-env API_KEY"},
     secrets_action::import_env,
     0,
     any_number},
};

std::string add_database(parsed v, words g)
{
    v.serve.inputs.files.push_back(g[0]);
    return g[0].empty() ? "needs a file" : "";
}

template <auto Member>
std::string take_input(parsed v, words g)
{
    v.serve.inputs.*Member = g[0];
    return g[0].empty() ? "needs a file" : "";
}

std::string take_setting(parsed v, words g)
{
    if (g[0].empty()) return "needs a name and a value";
    v.serve.inputs.settings.emplace_back(g[0], g[1]);
    return {};
}

std::string take_internal(parsed v, words g)
{
    v.serve.internal = g[0];
    return g[0].empty() ? "needs a file" : "";
}

template <auto Member>
std::string take_text(parsed v, words g)
{
    v.secrets.*Member = g[0];
    return g[0].empty() ? "needs a value" : "";
}

std::string take_note(parsed v, words g)
{
    v.secrets.note = g[0];
    return {};
}

template <auto Member>
std::string take_flag(parsed v, words)
{
    v.secrets.*Member = true;
    return {};
}

std::string take_help(parsed v, words)
{
    v.help = true;
    return {};
}

constexpr std::array<cli_option, 6> where_they_are{{
    {"--metadata", 'm', 1, "FILE", "The file given to the gateway with -m",
     take_input<&config_inputs::metadata>},
    {"--config", 'c', 1, "FILE", "The file given to the gateway with -c", read_config_option},
    {"--setting", 's', 2, "NAME VALUE", "As for serve; repeatable", take_setting},
    {"--internal", 0, 1, "FILE", "Datasette's persistent internal database [$DATASETTE_INTERNAL]",
     take_internal},
    {"--database", 0, 1, "FILE",
     "A database that the gateway serves, if it holds the secrets; repeatable", add_database},
    {"--help", 0, 0, "", "Show this help", take_help},
}};

template <class... More>
constexpr auto with(More... more)
{
    std::array<cli_option, sizeof...(More) + where_they_are.size()> all{more...};
    std::copy(where_they_are.begin(), where_they_are.end(), all.begin() + sizeof...(More));
    return all;
}

constexpr cli_option passphrase_option{
    "--passphrase-file",
    0,
    1,
    "FILE",
    "Read the passphrase from the first line of this file, without a prompt",
    take_text<&secrets_command::passphrase>};

constexpr auto get_options = with(cli_option{
    "--raw", 0, 0, "", "Do not print a newline after the value", take_flag<&secrets_command::raw>});
constexpr auto set_options = with(
    cli_option{"--note", 0, 1, "TEXT", "A note of at most 100 characters", take_note},
    cli_option{
        "--raw", 0, 0, "", "Keep the newline at the end of standard input",
        take_flag<&secrets_command::raw>}
);
constexpr auto delete_options = with(cli_option{
    "--yes", 0, 0, "", "Delete without a prompt; required without a terminal",
    take_flag<&secrets_command::yes>});
constexpr auto rotate_options = with(
    cli_option{
        "--to", 0, 1, "NAME", "The name of the key in plugins.datasette-gateway.secrets.keys",
        take_text<&secrets_command::to>},
    cli_option{
        "--dry-run", 0, 0, "", "Only report what would be done",
        take_flag<&secrets_command::dry_run>}
);
constexpr auto audit_options = with(cli_option{
    "--verify", 0, 0, "", "Check that no entry was changed or removed",
    take_flag<&secrets_command::verify>});
constexpr auto move_options = with(passphrase_option);
constexpr std::span<const cli_option> only_help(where_they_are.end() - 1, 1);

}  // namespace

std::span<const secrets_verb> secrets_verbs() { return verbs; }

const secrets_verb* find_secrets_verb(command_name command)
{
    const auto found =
        std::ranges::find(verbs, command, [](const secrets_verb& verb) { return verb.help.name; });
    return found == std::end(verbs) ? nullptr : found;
}

std::span<const cli_option> secrets_options(command_name command)
{
    switch (command) {
        case command_name::secrets_get:
            return get_options;
        case command_name::secrets_set:
            return set_options;
        case command_name::secrets_delete:
            return delete_options;
        case command_name::secrets_rotate_key:
            return rotate_options;
        case command_name::secrets_audit:
            return audit_options;
        case command_name::secrets_export:
        case command_name::secrets_import:
            return move_options;
        case command_name::secrets_generate_key:
            return only_help;
        default:
            return where_they_are;
    }
}

std::string why_incomplete(const secrets_verb& verb, const secrets_command& given)
{
    const auto count = given.arguments.size();
    const std::string text(verb.help.text);
    if (count < verb.arguments_min) return text + " needs more: " + std::string(verb.help.usage);
    if (count > verb.arguments_max) {
        const bool is_value = verb.action == secrets_action::set;
        return text + " takes no further argument" +
               (is_value ? ": the value comes from a prompt or from standard input" : "");
    }
    if (verb.action == secrets_action::rotate_key && given.to.empty())
        return "rotate-key needs --to NAME: the configured key to encrypt with";
    return {};
}

}  // namespace dsgw
