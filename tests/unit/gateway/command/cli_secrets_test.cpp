#include "gateway/command/cli_secrets.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(cli_secrets)

namespace {

bool has_option(command_name command, std::string_view name)
{
    return std::ranges::any_of(secrets_options(command), [&](const cli_option& each) {
        return each.long_name == name;
    });
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_command_stands_once_and_is_found)
{
    std::set<std::string_view> words;
    std::set<secrets_action> actions;
    for (const auto& verb : secrets_verbs()) {
        BOOST_TEST(verb.help.text.starts_with("secrets "), verb.help.text);
        BOOST_TEST(words.insert(verb.word()).second, verb.word());
        BOOST_TEST(actions.insert(verb.action).second, verb.word());
        BOOST_TEST(verb.arguments_min <= verb.arguments_max, verb.word());
        BOOST_TEST(find_secrets_verb(verb.help.name) == &verb);
        BOOST_TEST(has_option(verb.help.name, "--help"), verb.word());
    }
    BOOST_TEST(words.contains("get"));
    BOOST_TEST(find_secrets_verb(command_name::check) == nullptr);
}

BOOST_AUTO_TEST_CASE(each_command_has_its_own_options)
{
    BOOST_TEST(has_option(command_name::secrets_delete, "--yes"));
    BOOST_TEST(!has_option(command_name::secrets_get, "--yes"));
    BOOST_TEST(has_option(command_name::secrets_get, "--raw"));
    BOOST_TEST(has_option(command_name::secrets_get, "--database"));
    BOOST_TEST(has_option(command_name::secrets_rotate_key, "--dry-run"));
    BOOST_TEST(has_option(command_name::secrets_export, "--passphrase-file"));
    BOOST_TEST(!has_option(command_name::secrets_generate_key, "--database"));
}

BOOST_AUTO_TEST_CASE(arguments_have_limits)
{
    for (const auto& verb : secrets_verbs()) {
        secrets_command given;
        given.to = "key";
        given.arguments.assign(verb.arguments_min, "A");
        BOOST_TEST(why_incomplete(verb, given) == "", verb.word());
        given.arguments.assign(verb.arguments_max, "A");
        BOOST_TEST(why_incomplete(verb, given) == "", verb.word());
        given.arguments.assign(verb.arguments_max + 1, "A");
        BOOST_TEST(why_incomplete(verb, given).find("takes no further") != std::string::npos);
        if (verb.arguments_min == 0) continue;
        given.arguments.assign(verb.arguments_min - 1, "A");
        BOOST_TEST(why_incomplete(verb, given).find("needs more") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_value_as_an_argument_gets_a_hint)
{
    secrets_command given;
    given.arguments = {"NAME", "value"};
    const auto* set = find_secrets_verb(command_name::secrets_set);
    BOOST_TEST_REQUIRE(set != nullptr);
    BOOST_TEST(why_incomplete(*set, given).find("standard input") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_new_key_must_be_named)
{
    const auto* rotate = find_secrets_verb(command_name::secrets_rotate_key);
    BOOST_TEST_REQUIRE(rotate != nullptr);
    BOOST_TEST(why_incomplete(*rotate, {}).find("--to NAME") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
