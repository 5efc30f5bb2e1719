#include "gateway/command/manual/shell_words.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>

using namespace dsgw::manual;

BOOST_AUTO_TEST_SUITE(shell_words)

namespace {

const listed_command& command_called(const std::vector<listed_command>& all, std::string_view text)
{
    const auto found =
        std::ranges::find(all, text, [](const auto& each) { return each.help.text; });
    BOOST_TEST_REQUIRE((found != all.end()), text);
    return *found;
}

bool has(const std::vector<shell_option>& options, std::string_view name)
{
    return std::ranges::any_of(options, [&](const auto& each) { return each.long_name == name; });
}

bool is_word_of(const std::string& words, const std::string& word)
{
    return (' ' + words + ' ').find(' ' + word + ' ') != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(quotes_for_bash_and_zsh)
{
    BOOST_TEST(shell_quoted("") == "''");
    BOOST_TEST(shell_quoted("a b$`\"\\") == "'a b$`\"\\'");
    BOOST_TEST(shell_quoted("it's") == "'it'\\''s'");
    BOOST_TEST(shell_quoted("''") == "''\\'''\\'''");
}

BOOST_AUTO_TEST_CASE(replaces_without_looking_at_what_it_has_written)
{
    BOOST_TEST(replaced("", "a", "b") == "");
    BOOST_TEST(replaced("aaa", "a", "aa") == "aaaaaa");
    BOOST_TEST(replaced("abcabc", "bc", "") == "aa");
    BOOST_TEST(replaced("abc", "x", "y") == "abc");
}

BOOST_AUTO_TEST_CASE(words_are_separated_by_one_space)
{
    std::string words;
    append_word(words, "a");
    BOOST_TEST(words == "a");
    append_word(words, "b");
    BOOST_TEST(words == "a b");
}

BOOST_AUTO_TEST_CASE(lists_the_words_of_the_command_line)
{
    const auto all = list_commands();
    const auto words = list_words(all);
    BOOST_TEST(is_word_of(words.commands, "serve"));
    BOOST_TEST(is_word_of(words.commands, "secrets"));
    BOOST_TEST(is_word_of(words.plain, "check"));
    BOOST_TEST(!is_word_of(words.plain, "secrets"));
    BOOST_TEST(is_word_of(words.groups, "secrets"));
    BOOST_TEST(is_word_of(words_of_group(all, "secrets"), "get"));
    BOOST_TEST(words_of_group(all, "check") == "");
    BOOST_TEST(words_of_group(all, "nosuch") == "");
}

BOOST_AUTO_TEST_CASE(datasettes_options_are_those_of_commands_that_start_it)
{
    const auto all = list_commands();
    const auto serve = options_of(command_called(all, "serve"));
    const auto hash = options_of(command_called(all, "hash-password"));
    BOOST_TEST(has(serve, "--plugins-dir"));
    BOOST_TEST(has(serve, "--port"));
    BOOST_TEST(!has(hash, "--plugins-dir"));
    BOOST_TEST(takes_files(command_called(all, "serve")));
    BOOST_TEST(!takes_files(command_called(all, "hash-password")));
}

BOOST_AUTO_TEST_SUITE_END()
