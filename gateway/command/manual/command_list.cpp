#include "gateway/command/manual/command_list.hpp"

#include <algorithm>
#include <span>

namespace dsgw::manual {

namespace {

bool has_option(std::span<const cli_option> options, std::string_view name)
{
    return std::ranges::any_of(options, [&](const cli_option& o) { return o.long_name == name; });
}

/// @return the first command before it that has more options than --help and whose options it all
///         has.
std::string_view find_like(
    const std::vector<listed_command>& before, std::span<const cli_option> options
)
{
    for (const auto& each : before) {
        const auto theirs = own_options(each.help.name);
        const bool has_all = std::ranges::all_of(theirs, [&](const cli_option& option) {
            return has_option(options, option.long_name);
        });
        if (theirs.size() > 1 && has_all) return each.help.text;
    }
    return {};
}

}  // namespace

std::string_view listed_command::group() const
{
    const auto space = help.text.find(' ');
    return space == help.text.npos ? std::string_view() : help.text.substr(0, space);
}

std::string_view listed_command::word() const { return help.text.substr(help.text.rfind(' ') + 1); }

bool listed_command::starts_datasette() const { return takes_datasette_options(help.name); }

std::vector<listed_command> list_commands()
{
    std::vector<listed_command> made;
    for (const auto& help : every_command()) {
        const auto options = own_options(help.name);
        listed_command next{help, {}, find_like(made, options)};
        const auto like =
            std::ranges::find(made, next.like, [](const listed_command& c) { return c.help.text; });
        for (const auto& option : options) {
            if (option.long_name == "--help") continue;
            if (like != made.end() && has_option(own_options(like->help.name), option.long_name))
                continue;
            next.options.push_back(option);
        }
        made.push_back(std::move(next));
    }
    return made;
}

std::vector<datasette_option> passed_on_options()
{
    std::vector<datasette_option> made;
    std::ranges::copy_if(
        datasette_options(), std::back_inserter(made),
        [](const datasette_option& option) { return option.refused.empty(); }
    );
    return made;
}

std::string names_of(std::string_view long_name, char short_name)
{
    std::string made;
    if (short_name != 0) made = std::string("-") + short_name + ", ";
    return made += long_name;
}

bool is_file_name(std::string_view value_name)
{
    return value_name == "FILE" || value_name == "PATH";
}

}  // namespace dsgw::manual
