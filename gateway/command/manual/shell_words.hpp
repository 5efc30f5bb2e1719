#pragma once

// Shared by the completions of all three shells: the words of the command line, and the quoting of
// bash and zsh.

#include "gateway/command/manual/command_list.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dsgw::manual {

/// An option of either table, for completion.
struct shell_option
{
    std::string_view long_name;
    char short_name;
    std::size_t values;
    std::string_view value_name;
    std::string_view help;

    [[nodiscard]] bool takes_file() const { return values == 1 && is_file_name(value_name); }
};

/// All options of a command, including Datasette's.
[[nodiscard]] std::vector<shell_option> options_of(const listed_command& command);

/// Whether it takes files according to its usage: FILE or FILES.
[[nodiscard]] bool takes_files(const listed_command& command);

/// The words, separated by spaces.
struct word_lists
{
    std::string commands;  ///< all possible first words
    std::string plain;     ///< those that are complete by themselves
    std::string groups;    ///< those that need a second word
};

[[nodiscard]] word_lists list_words(const std::vector<listed_command>& all);

/// "list get set" for "secrets"; "" if it is not a group.
[[nodiscard]] std::string words_of_group(
    const std::vector<listed_command>& all, std::string_view group
);

void append_word(std::string& to, std::string_view word);

[[nodiscard]] std::string replaced(std::string text, std::string_view what, std::string_view by);

/// The text in single quotes of bash or zsh.
[[nodiscard]] std::string shell_quoted(std::string_view text);

/// The second half of the first line.
inline constexpr std::string_view made_by =
    " for datasette-gateway: made from the table of its options, not by hand\n";

}  // namespace dsgw::manual
