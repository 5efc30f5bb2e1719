#include "gateway/command/manual/man_pages.hpp"

#include "gateway/command/manual/command_list.hpp"
#include "gateway/command/manual/roff.hpp"
#include "gateway/config/settings_table.hpp"

namespace dsgw::manual {

namespace {

constexpr std::string_view program = "datasette-gateway";

void describe(man_page& page, const listed_command& command)
{
    page.subheading(std::string(program) + ' ' + std::string(command.help.usage));
    page.paragraph(std::string(command.help.summary) + '.');
    for (const auto& option : command.options)
        page.term(names_of(option.long_name, option.short_name), option.value_name, option.help);
    if (!command.like.empty())
        page.paragraph("Also takes the options of \"" + std::string(command.like) + "\".");
    if (!command.help.examples.empty()) page.listing(command.help.examples);
}

void describe_passed_on(man_page& page)
{
    page.heading("Options of Datasette");
    std::string names;
    for (const auto& option : passed_on_options()) {
        if (!names.empty()) names += ", ";
        if (option.short_name != 0) names += std::string("-") + option.short_name + '/';
        names += option.long_name;
    }
    page.paragraph(
        "serve and check also take these, and pass them to Datasette unchanged and in order: " +
        names + "."
    );
    page.paragraph("The gateway does not support these, and refuses them:");
    for (const auto& option : datasette_options())
        if (!option.refused.empty())
            page.term(names_of(option.long_name, option.short_name), "", option.refused);
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
    for (const auto& command : list_commands()) {
        if (!command.group().empty()) continue;
        if (!usages.empty()) usages += '\n';
        usages += std::string(program) + ' ' + std::string(command.help.usage);
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
    for (const auto& command : list_commands())
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
        page.term(row.key, "", std::string(row.meaning) + "\n" + describe_value(row));
    page.heading("See also").paragraph("datasette-gateway(1)");
    return page.source();
}

}  // namespace dsgw::manual
