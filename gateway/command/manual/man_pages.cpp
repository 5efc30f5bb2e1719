#include "gateway/command/manual/man_pages.hpp"

#include "gateway/command/cli_commands.hpp"
#include "gateway/command/manual/roff.hpp"
#include "gateway/config/settings_table.hpp"

namespace dsgw::manual {

namespace {

constexpr std::string_view program = "datasette-gateway";

/// "-h, --host" or "--uds".
std::string names_of(const cli_option& option)
{
    std::string made;
    if (option.short_name != 0) made = std::string("-") + option.short_name + ", ";
    return made.append(option.long_name);
}

/// Whether the man page names the option at the command.
bool is_described(const cli_option& option)
{
    return option.set != nullptr && option.long_name != "--help";
}

/// @return the first command before it that has options and whose options it all has, or null.
const cli_command* find_like(const cli_command& command)
{
    for (const auto& before : cli_commands()) {
        if (&before == &command) break;
        bool has_any = false;
        bool has_all = true;
        for (const auto& option : options_of(before.name)) {
            if (!is_described(option)) continue;
            has_any = true;
            has_all = has_all && find_option(command.name, option.long_name) != nullptr;
        }
        if (has_any && has_all) return &before;
    }
    return nullptr;
}

void describe(man_page& page, const cli_command& command)
{
    page.subheading(std::string(program) + ' ' + std::string(command.usage));
    page.paragraph(std::string(command.summary) + '.');
    const auto* like = find_like(command);
    for (const auto& option : options_of(command.name))
        if (is_described(option) && !(like && find_option(like->name, option.long_name)))
            page.term(names_of(option), option.value_name, option.help);
    if (like != nullptr)
        page.paragraph("Also takes the options of \"" + std::string(like->text) + "\".");
    if (!command.notes.empty()) page.listing(command.notes);
}

void describe_passed_on(man_page& page)
{
    page.heading("Options of Datasette");
    page.paragraph(
        "serve and check also take these, and pass them to Datasette unchanged and in order: " +
        passed_on_names() + "."
    );
    page.paragraph("The gateway does not support these, and refuses them:");
    for (const auto& option : refused_options()) {
        std::string names(option.short_name);
        if (!names.empty()) names += ", ";
        page.term(names.append(option.long_name), "", option.reason);
    }
}

std::string describe_value(const setting_row& row)
{
    std::string made = "(" + std::string(kind_name(row.kind));
    if (!row.unit.empty()) made += " of " + std::string(row.unit);
    if (const auto range = range_text(row); !range.empty()) made += ": " + range;
    return made + "; default: " + std::string(row.default_value) + ")";
}

}  // namespace

std::string make_command_page()
{
    man_page page(program, "1", "passwords in front of stock Datasette");
    page.heading("Synopsis");
    std::string usages;
    for (const auto* command : commands_of("")) {
        if (!usages.empty()) usages += '\n';
        usages += std::string(program) + ' ' + std::string(command->usage);
    }
    page.listing(usages);
    page.heading("Description")
        .paragraph(
            "An authenticating reverse proxy. It starts Datasette on a private socket, reads the "
            "accounts from the metadata or configuration that Datasette itself reads, "
            "authenticates each request, and forwards it."
        )
        .paragraph(
            "FILES are databases, or one configuration directory. --help explains each command; -h "
            "is the host, as in Datasette. A variable in brackets is used if its option is not "
            "given."
        );
    page.heading("Commands");
    for (const auto& command : cli_commands())
        describe(page, command);
    describe_passed_on(page);
    page.heading("Signals")
        .term(
            "SIGHUP", "",
            "Reload configuration and certificates. If anything is wrong with the new ones, all of "
            "the old ones stay in effect."
        )
        .term(
            "SIGTERM, SIGINT", "",
            "Finish the requests in flight, then stop Datasette and the gateway. A second signal "
            "stops both at once."
        );
    page.heading("Exit status")
        .term("0", "", "Success.")
        .term("1", "", "An error in the request or the configuration.")
        .term("2", "", "Wrong usage.");
    page.heading("See also").paragraph("datasette-gateway(5)");
    return page.source();
}

std::string make_settings_page()
{
    man_page page(program, "5", "settings of datasette-gateway in Datasette's own files");
    page.heading("Description")
        .paragraph(
            "The gateway reads the files that Datasette reads: metadata.json or metadata.yaml "
            "(-m), and datasette.yaml (-c). Accounts are in the block "
            "plugins.datasette-auth-passwords:"
        )
        .listing(
            "plugins:\n"
            "  datasette-auth-passwords:\n"
            "    http_basic_auth: true\n"
            "    NAME_password_hash: \"$argon2id$...\"\n"
            "  datasette-gateway:\n"
            "    realm: My databases"
        )
        .paragraph(
            "\"datasette-gateway hash-password\" makes a hash. Instead of a string, use {\"$env\": "
            "\"NAME\"} for the value of an environment variable, or {\"$file\": \"PATH\"} for the "
            "content of a file."
        )
        .paragraph(
            "The gateway's own settings are in the block plugins.datasette-gateway. A dot "
            "separates the levels of a nested key. An unknown key or a value out of range is an "
            "error; \"datasette-gateway check\" reports all errors together."
        );
    page.heading("Settings");
    for (const auto& row : settings_table())
        page.term(row.key, "", meaning_text(row) + "\n" + describe_value(row));
    page.heading("See also").paragraph("datasette-gateway(1)");
    return page.source();
}

}  // namespace dsgw::manual
