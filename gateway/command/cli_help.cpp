#include "gateway/command/cli_options.hpp"
#include "gateway/command/cli_publish.hpp"
#include "gateway/command/cli_secrets.hpp"
#include "gateway/command/datasette_options.hpp"

#include <CLI/CLI.hpp>

#include <array>

namespace dsgw {

namespace {

constexpr std::array<command_help, 5> commands{{
    {command_name::serve, "serve", "[serve] [OPTIONS] [FILES]...",
     "Start Datasette privately and serve it with passwords (the word serve is optional)",
     "Examples:\n"
     "  datasette-gateway bigmac.db -m metadata.json\n"
     "  datasette-gateway serve data/ -p 8080 -s plugins.datasette-gateway.realm 'Big Mac'\n"
     "  DATASETTE_SECRET=... datasette-gateway --upstream http://127.0.0.1:8002 -m metadata.json"},
    {command_name::check, "check", "check [OPTIONS] [FILES]...",
     "Check everything that serve would use, list the accounts, and exit",
     "Examples:\n"
     "  datasette-gateway check bigmac.db -m metadata.json\n"
     "  datasette-gateway check bigmac.db -m metadata.json --strict --json"},
    {command_name::hash_password, "hash-password", "hash-password [OPTIONS]",
     "Make a password hash for NAME_password_hash in the configuration",
     "Examples:\n"
     "  datasette-gateway hash-password\n"
     "  echo \"$PASSWORD\" | datasette-gateway hash-password --no-confirm --scheme pbkdf2_sha256"},
    {command_name::verify_password, "verify-password", "verify-password HASH",
     "Check a password against a hash: exit code 0 if it matches, else 1",
     "Example:\n  datasette-gateway verify-password 'pbkdf2_sha256$480000$...$...'"},
    {command_name::secrets, "secrets", "secrets COMMAND [OPTIONS]",
     "List, read, set and move the secrets of Datasette's plugins; works while the gateway runs",
     "Help for a command: datasette-gateway secrets COMMAND --help\n\nExample:\n  "
     "datasette-gateway secrets list -m metadata.json"},
}};

const command_help& help_of(command_name command)
{
    if (const auto* verb = find_secrets_verb(command)) return verb->help;
    for (const auto& help : publish_helps())
        if (help.name == command) return help;
    return *std::find_if(commands.begin(), commands.end(), [&](const command_help& c) {
        return c.name == command;
    });
}

std::string passed_on()
{
    std::string names;
    for (const auto& option : datasette_options()) {
        if (!option.refused.empty()) continue;
        if (!names.empty()) names += ", ";
        if (option.short_name != 0) names += std::string("-") + option.short_name + '/';
        names += option.long_name;
    }
    return "Passed to Datasette unchanged:\n  " + names +
           "\n\nExit code: 0 on success, 1 for an error in the request or the configuration, 2 for "
           "wrong usage.";
}

/// CLI11 2.1 offers no other way to set the usage line.
class formatter : public CLI::Formatter
{
public:
    explicit formatter(std::string usage) : usage_(std::move(usage)) { column_width(34); }

    std::string make_usage(const CLI::App*, std::string) const override
    {
        return "Usage: datasette-gateway " + usage_ + "\n";
    }

private:
    std::string usage_;
};

void prepare(CLI::App& app, std::string usage)
{
    app.set_help_flag();  // the table has ours, since -h is the host
    app.formatter(std::make_shared<formatter>(std::move(usage)));
}

void add_row(CLI::App& app, const command_help& row)
{
    const auto word = row.text.substr(row.text.rfind(' ') + 1);
    app.add_subcommand(std::string(word), std::string(row.summary));
}

}  // namespace

std::vector<command_help> every_command()
{
    std::vector<command_help> made;
    for (const auto& command : commands) {
        made.push_back(command);
        if (command.name != command_name::secrets) continue;
        for (const auto& verb : secrets_verbs())
            made.push_back(verb.help);
    }
    std::ranges::copy(publish_helps(), std::back_inserter(made));
    return made;
}

bool takes_datasette_options(command_name command)
{
    return command == command_name::serve || command == command_name::check;
}

std::string_view command_text(command_name command) { return help_of(command).text; }

std::string help_text(std::optional<command_name> command)
{
    if (!command) {
        CLI::App app("datasette-gateway: passwords in front of stock Datasette");
        prepare(app, "[COMMAND] [OPTIONS] [FILES]...");
        for (const auto& c : commands)
            add_row(app, c);
        for (const auto more : {command_name::package, command_name::publish})
            add_row(app, help_of(more));
        app.footer(
            "Help for a command: datasette-gateway COMMAND --help\n\n" +
            std::string(help_of(command_name::serve).examples)
        );
        return app.help();
    }
    const auto& about = help_of(*command);
    CLI::App app{std::string(about.summary)};
    prepare(app, std::string(about.usage));
    if (*command == command_name::secrets)
        for (const auto& verb : secrets_verbs())
            add_row(app, verb.help);
    if (*command == command_name::publish) add_row(app, help_of(command_name::publish_cloudrun));
    std::array<std::vector<std::string>, 64> unused;  // CLI11 needs a variable for each value
    std::size_t next = 0;
    for (const auto& option : own_options(*command)) {
        std::string names =
            option.short_name != 0 ? std::string("-") + option.short_name + ',' : "";
        names += option.long_name;
        const std::string help(option.help);
        if (option.values == 0)
            app.add_flag(names, help);
        else
            app.add_option(names, unused.at(next++), help)
                ->type_name(std::string(option.value_name))
                ->expected(1);
    }
    const std::string examples(about.examples);
    app.footer(takes_datasette_options(*command) ? passed_on() + "\n\n" + examples : examples);
    return app.help();
}

}  // namespace dsgw
