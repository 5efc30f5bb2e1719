#include "gateway/command/manual/shell_words.hpp"

namespace dsgw::manual {

std::vector<shell_option> options_of(const listed_command& command)
{
    std::vector<shell_option> made;
    for (const auto& o : own_options(command.help.name))
        made.push_back({o.long_name, o.short_name, o.values, o.value_name, o.help});
    if (!command.starts_datasette()) return made;
    for (const auto& o : passed_on_options())
        made.push_back(
            {o.long_name, o.short_name, o.takes_value ? 1U : 0U, o.takes_value ? "PATH" : "",
             "Passed on to Datasette"}
        );
    return made;
}

bool takes_files(const listed_command& command)
{
    const auto& usage = command.help.usage;
    return usage.ends_with("FILE") || usage.find("FILES") != usage.npos;
}

word_lists list_words(const std::vector<listed_command>& all)
{
    word_lists made;
    for (const auto& command : all) {
        if (!command.group().empty()) continue;
        append_word(made.commands, command.help.text);
        const bool is_group = !words_of_group(all, command.help.text).empty();
        append_word(is_group ? made.groups : made.plain, command.help.text);
    }
    return made;
}

std::string words_of_group(const std::vector<listed_command>& all, std::string_view group)
{
    std::string made;
    for (const auto& command : all)
        if (command.group() == group) append_word(made, command.word());
    return made;
}

void append_word(std::string& to, std::string_view word)
{
    if (!to.empty()) to += ' ';
    to += word;
}

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

std::string shell_quoted(std::string_view text)
{
    return '\'' + replaced(std::string(text), "'", "'\\''") + '\'';
}

}  // namespace dsgw::manual
