#include "gateway/command/completion.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <sstream>
#include <vector>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(completion)

namespace {

/// The first columns of the candidates.
std::set<std::string> completed(const std::vector<std::string>& words)
{
    std::istringstream lines(complete_words(words));
    std::set<std::string> found;
    for (std::string line; std::getline(lines, line);)
        BOOST_TEST(found.insert(line.substr(0, line.find('\t'))).second, line);
    return found;
}

using candidates = std::set<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(completes_commands_options_and_files)
{
    const std::pair<std::vector<std::string>, candidates> cases[] = {
        {{}, {}},
        {{"hash"}, {"hash-password", "<files>"}},
        {{"secrets", "ro"}, {"rotate-key"}},
        {{"secrets", "nosuch", ""}, {}},
        {{"publish", ""}, {"cloudrun"}},
        {{"completion", ""}, {"bash", "zsh", "fish"}},
        {{"completion", "bash", ""}, {}},
        {{"bigmac.db", ""}, {"<files>"}},
        {{"serve", ""}, {"<files>"}},
        {{"--metad"}, {"--metadata"}},
        {{"-h"}, {"-h"}},
        {{"check", "--cor"}, {"--cors"}},
        {{"hash-password", "--cor"}, {}},
        {{"hash-password", "--h"}, {"--help"}},
        {{"hash-password", ""}, {}},
        {{"verify-password", ""}, {}},
        {{"secrets", "get", ""}, {}},
        {{"secrets", "export", "x"}, {"<files>"}},
    };
    for (const auto& [words, expected] : cases)
        BOOST_TEST(completed(words) == expected, boost::test_tools::per_element());
    BOOST_TEST(completed({""}).contains("serve"));
    BOOST_TEST(completed({""}).contains("<files>"));
    BOOST_TEST(!completed({""}).contains("--metadata"));
    BOOST_TEST(!completed({""}).contains("complete"), "the command is hidden");
    BOOST_TEST(completed({"-"}).contains("--metadata"));
    BOOST_TEST(completed({"-"}).contains("-m"));
    BOOST_TEST(!completed({"-"}).contains("-"));
}

BOOST_AUTO_TEST_CASE(completes_the_values_of_options)
{
    const std::pair<std::vector<std::string>, candidates> cases[] = {
        {{"--metadata", ""}, {"<files>"}},
        {{"--metadata", "--c"}, {"<files>"}},
        {{"-m", "big"}, {"<files>"}},
        {{"--metadata=big"}, {"<files>--metadata="}},
        {{"-mbig"}, {"<files>-m"}},
        {{"-m=big"}, {"<files>-m="}},
        {{"--metadata=big", ""}, {"<files>"}},
        {{"--port", ""}, {}},
        {{
             "--port=",
         },
         {}},
        {{"--port", "80", "--roo"}, {"--root"}},
        {{"-s", "a", ""}, {}},
        {{"-s=a", ""}, {}},
        {{"-s", "a", "b", "--roo"}, {"--root"}},
        {{"hash-password", "--scheme", ""}, {}},
        {{"publish", "cloudrun", "--plugin-secret", "a", "b", ""}, {}},
        {{"publish", "cloudrun", "--plugin-secret", "a", "b", "c", ""}, {"<files>"}},
        {{"package", "--template-dir", ""}, {"<files>"}},
        {{"--plugins-dir", ""}, {"<files>"}},
        {{"--version-note", ""}, {}},
        {{"--nosuch", ""}, {"<files>"}},
        {{"--", "--me"}, {"<files>"}},
        {{"--metadata", "--", "--roo"}, {"--root"}},
    };
    for (const auto& [words, expected] : cases)
        BOOST_TEST(completed(words) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_candidate_has_its_meaning)
{
    const std::vector<std::string> words{"hash-password", "--sch"};
    BOOST_TEST(complete_words(words).starts_with("--scheme\targon2id, or "));
}

BOOST_AUTO_TEST_CASE(each_shell_has_a_script)
{
    for (const auto* shell : {"bash", "zsh", "fish"}) {
        const auto* script = find_completion_script(shell);
        BOOST_TEST_REQUIRE(script, shell);
        BOOST_TEST(script->text.find(" complete ") != std::string_view::npos, shell);
    }
    for (const auto* other : {"", "sh", "bash ", "BASH", "../bash"})
        BOOST_TEST(!find_completion_script(other), other);
}

BOOST_AUTO_TEST_SUITE_END()
