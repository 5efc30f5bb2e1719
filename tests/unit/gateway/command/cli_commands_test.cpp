#include "gateway/command/cli_commands.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(cli_commands_)

namespace {

print_and_exit refusal_of(const cli_command& command, std::size_t arguments)
{
    std::vector<std::string> words{"datasette-gateway"};
    if (!command.group().empty()) words.emplace_back(command.group());
    words.emplace_back(command.word());
    words.insert(words.end(), arguments, "A");
    if (command.name == command_name::secrets_rotate_key) words.emplace_back("--to=key");
    std::vector<const char*> argv;
    for (const auto& word : words)
        argv.push_back(word.c_str());
    const auto line = parse_command_line(static_cast<int>(argv.size()), argv.data());
    const auto* refused = std::get_if<print_and_exit>(&line);
    return refused != nullptr ? *refused : print_and_exit{"", 0};
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_command_is_in_the_table_once)
{
    std::set<std::string_view> texts;
    std::set<command_name> names;
    std::set<secrets_action> actions;
    for (const auto& command : cli_commands()) {
        BOOST_TEST(texts.insert(command.text).second, command.text);
        BOOST_TEST(names.insert(command.name).second, command.text);
        BOOST_TEST(command.arguments.least <= command.arguments.most, command.text);
        BOOST_TEST((command.text == "serve" || command.usage.starts_with(command.text)));
        if (command.group() == "secrets")
            BOOST_TEST(actions.insert(command.action).second, command.text);
    }
    BOOST_TEST(names.size() == static_cast<std::size_t>(command_name::completion) + 1);
    BOOST_TEST(actions.size() == static_cast<std::size_t>(secrets_action::import_env) + 1);
}

BOOST_AUTO_TEST_CASE(finds_the_command_of_a_command_line)
{
    const std::tuple<std::vector<std::string>, std::string_view, std::size_t> cases[] = {
        {{}, "serve", 0},
        {{"a.db"}, "serve", 0},
        {{"serve"}, "serve", 1},
        {{"serve", "check"}, "serve", 1},
        {{"check", "a.db"}, "check", 1},
        {{"secrets"}, "secrets", 1},
        {{"secrets", "nosuch"}, "secrets", 1},
        {{"secrets", "get", "A"}, "secrets get", 2},
        {{"secrets get"}, "serve", 0},
        {{"get"}, "serve", 0},
        {{"publish", "cloudrun"}, "publish cloudrun", 2},
    };
    for (const auto& [words, text, count] : cases) {
        const auto found = find_command(words);
        BOOST_TEST(found.command.text == text);
        BOOST_TEST(found.words == count, text);
    }
}

BOOST_AUTO_TEST_CASE(a_group_has_its_commands)
{
    const auto words_of = [](std::string_view group) {
        std::set<std::string_view> words;
        for (const auto* each : commands_of(group))
            words.insert(each->word());
        return words;
    };
    BOOST_TEST(words_of("secrets").contains("get"));
    BOOST_TEST(words_of("secrets").size() == 12u);
    BOOST_TEST((words_of("publish") == std::set<std::string_view>{"cloudrun"}));
    BOOST_TEST(words_of("check").empty());
    BOOST_TEST(words_of("").contains("secrets"));
    BOOST_TEST(!words_of("").contains("get"));
}

BOOST_AUTO_TEST_CASE(arguments_have_limits)
{
    for (const auto* command : commands_of("secrets")) {
        const auto [least, most, too_few, too_many] = command->arguments;
        BOOST_TEST(refusal_of(*command, least).text == "", command->text);
        if (most < 10) BOOST_TEST(refusal_of(*command, most).text == "", command->text);
        if (most < 10)
            BOOST_TEST(
                refusal_of(*command, most + 1).text.find("takes no further") != std::string::npos
            );
        if (least == 0) continue;
        const auto refused = refusal_of(*command, least - 1);
        const auto expected = "needs more arguments: " + std::string(command->usage);
        BOOST_TEST(refused.text.find(expected) != std::string::npos, refused.text);
        BOOST_TEST(refused.exit_code == 2);
    }
}

BOOST_AUTO_TEST_SUITE_END()
