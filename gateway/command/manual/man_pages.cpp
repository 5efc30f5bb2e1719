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
        page.paragraph("Takes the options of \"" + std::string(command.like) + "\", too.");
    if (!command.help.examples.empty()) page.listing(command.help.examples);
}

void describe_handed_on(man_page& page)
{
    page.heading("Options of Datasette");
    std::string names;
    for (const auto& option : handed_on()) {
        if (!names.empty()) names += ", ";
        if (option.short_name != 0) names += std::string("-") + option.short_name + '/';
        names += option.long_name;
    }
    page.paragraph(
        "serve and check take these as well; they are handed on word for word and in order: " +
        names + "."
    );
    page.paragraph("These make no sense behind a gateway, and are refused:");
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
            "An authenticating reverse proxy: it starts Datasette where nobody else can "
            "reach it, reads the accounts of the metadata or configuration that Datasette "
            "itself reads, checks who asks, and passes the request on."
        )
        .paragraph(
            "FILES are databases, or one configuration directory. --help explains each "
            "command; -h is the host, as in Datasette. A variable in brackets stands for "
            "its option where that is not given."
        );
    page.heading("Commands");
    for (const auto& command : list_commands())
        describe(page, command);
    describe_handed_on(page);
    page.heading("Signals")
        .term(
            "SIGHUP", "",
            "Read configuration and certificates again: all of the new, or all of "
            "the old if anything is wrong with it."
        )
        .term(
            "SIGTERM, SIGINT", "",
            "Let requests in flight end, then end Datasette and the "
            "gateway. A second one ends them at once."
        );
    page.heading("Exit status")
        .term("0", "", "All is well.")
        .term("1", "", "A fault in what was asked or configured.")
        .term("2", "", "Wrong usage.");
    page.heading("See also").paragraph("datasette-gateway(5)");
    return page.source();
}

std::string make_settings_page()
{
    man_page page(program, "5", "settings of datasette-gateway in Datasette's own files");
    page.heading("Description")
        .paragraph(
            "The gateway reads the files that Datasette reads: metadata.json or "
            "metadata.yaml (-m), and datasette.yaml (-c). Accounts stand in the block "
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
            "A hash is made by \"datasette-gateway hash-password\". Instead of a text, "
            "{\"$env\": \"NAME\"} stands for an environment variable, and "
            "{\"$file\": \"PATH\"} for the content of a file."
        )
        .paragraph(
            "What only the gateway knows stands in the block plugins.datasette-gateway. "
            "Dots stand for nesting. An unknown key, and a value out of range, is an "
            "error; \"datasette-gateway check\" tells all of them at once."
        );
    page.heading("Settings");
    for (const auto& row : settings_table())
        page.term(row.key, "", std::string(row.meaning) + "\n" + describe_value(row));
    page.heading("See also").paragraph("datasette-gateway(1)");
    return page.source();
}

}  // namespace dsgw::manual
