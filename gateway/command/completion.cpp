#include "gateway/command/completion.hpp"

#include "gateway/command/cli_commands.hpp"

namespace dsgw {

namespace {

/// The place of the word at the cursor.
struct cursor
{
    const cli_option* value_of = nullptr;  ///< the option whose value it is
    bool only_files = false;               ///< behind "--"
};

bool is_option(std::string_view word) { return word.size() > 1 && word[0] == '-'; }

cursor find_cursor(command_name command, std::span<const std::string> before)
{
    cursor found;
    for (std::size_t i = 0; i < before.size() && !found.only_files; ++i) {
        found.only_files = before[i] == "--";
        if (found.only_files || !is_option(before[i])) continue;
        const auto written = split_option(before[i]);
        const auto* option = find_option(command, written.name);
        if (option == nullptr || option->values() == 0) continue;
        const auto values = option->values() - (written.value ? 1 : 0);
        if (values >= before.size() - i) return {option, false};
        i += values;
    }
    return found;
}

void add_candidate(std::string& to, std::string_view word, std::string_view meaning)
{
    to.append(word).append("\t").append(meaning).append("\n");
}

/// The options that begin with `word`; or if it is a whole option with a part of its value, files.
std::string complete_option(command_name command, const std::string& word)
{
    std::string made;
    for (const auto& option : options_of(command)) {
        const std::string as_short{'-', option.short_name};
        if (option.long_name.starts_with(word)) add_candidate(made, option.long_name, option.help);
        if (option.short_name != 0 && as_short.starts_with(word))
            add_candidate(made, as_short, option.help);
    }
    if (!is_option(word)) return made;
    const auto written = split_option(word);
    const auto* option = find_option(command, written.name);
    if (written.value && option != nullptr && option->takes_file())
        made += "<files>" + word.substr(0, word.size() - written.value->size()) + '\n';
    return made;
}

}  // namespace

std::string complete_words(std::span<const std::string> words)
{
    if (words.empty()) return {};
    const auto& word = words.back();
    const auto before = words.first(words.size() - 1);
    const auto [command, count] = find_command(before);
    const auto [option, only_files] = find_cursor(command.name, before.subspan(count));
    if (option != nullptr) return option->takes_file() ? "<files>\n" : "";
    if (!only_files && word.starts_with('-')) return complete_option(command.name, word);
    std::string made;
    if (before.size() == count)
        for (const auto* each : commands_of(count == 0 ? "" : command.text))
            if (each->word().starts_with(word)) add_candidate(made, each->word(), each->summary);
    if (command.name == command_name::completion && before.size() == count)
        for (const std::string_view shell : {"bash", "zsh", "fish"})
            if (shell.starts_with(word)) add_candidate(made, shell, "");
    if (command.usage.find("FILE") != command.usage.npos) made += "<files>\n";
    return made;
}

const embedded_text* find_completion_script(std::string_view shell)
{
    const auto scripts = completion_scripts();
    const auto name = "datasette-gateway." + std::string(shell);
    const auto found = std::ranges::find(scripts, name, &embedded_text::name);
    return found == scripts.end() ? nullptr : &*found;
}

}  // namespace dsgw
