#include "gateway/http/target_path.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(target_path_test)

BOOST_AUTO_TEST_CASE(a_path_is_decoded_once_and_normalised)
{
    const std::pair<std::string, std::string> cases[]{
        {"/", "/"},
        {"", "/"},
        {"/a", "/a"},
        {"/a/", "/a/"},
        {"/a?b=/../c", "/a"},
        {"/?x", "/"},
        {"//a", "/a"},
        {"/a//b///c", "/a/b/c"},
        {"/a//", "/a/"},
        {"/./a", "/a"},
        {"/a/.", "/a/"},
        {"/a/./b", "/a/b"},
        {"/a/..", "/"},
        {"/a/../b", "/b"},
        {"/a/b/..", "/a/"},
        {"/a/b/../", "/a/"},
        {"/..", "/"},
        {"/../../a", "/a"},
        {"/...", "/..."},
        {"/.a", "/.a"},
        {"/a..", "/a.."},
        {"/%61", "/a"},
        {"/%2D", "/-"},
        {"/%2d", "/-"},
        {"/%2e%2E/a", "/a"},
        {"/a/%2e./b", "/b"},
        {"/a%2fb", "/a/b"},
        {"/a%2F..%2Fb", "/b"},
        {"/%252d", "/%2d"},
        {"/%", "/%"},
        {"/%4", "/%4"},
        {"/%zz", "/%zz"},
        {"/%4g1", "/%4g1"},
        {"/%%41", "/%A"},
        {"/a+b", "/a+b"},
        {"/~2D", "/~2D"},
        {"/a\\..\\b", "/a\\..\\b"},
        {"/a%3fb", "/a?b"},
    };
    for (const auto& [target, expected] : cases)
        BOOST_TEST(normalise_path(target) == expected, target);
    BOOST_TEST(normalise_path("/a%00b") == std::string("/a\0b", 4));
}

BOOST_AUTO_TEST_CASE(a_plain_path_would_not_change)
{
    for (const std::string target :
         {"/", "/a", "/a/b.html", "/a/", "/-/logout", "/a.b/c", "/a?b=%2e&c=../d", "/~2D/x"}) {
        BOOST_TEST(is_plain_path(target), target);
        BOOST_TEST(normalise_path(target) == target.substr(0, target.find('?')), target);
    }
    for (const std::string target :
         {"/%61", "/%", "//a", "/a//b", "/./a", "/a/..", "/.a", "/a/.b", "/a\\b", "/%2d/logout"})
        BOOST_TEST(!is_plain_path(target), target);
}

BOOST_AUTO_TEST_CASE(every_path_that_changes_is_not_plain)
{
    const std::string alphabet = "/.%2ea\\";
    std::string target(1, '/');
    // All paths of up to five characters behind the slash.
    for (int length = 0; length <= 5; ++length) {
        std::size_t count = 1;
        for (int i = 0; i < length; ++i)
            count *= alphabet.size();
        for (std::size_t n = 0; n < count; ++n) {
            target.resize(1);
            auto rest = n;
            for (int i = 0; i < length; ++i) {
                target += alphabet[rest % alphabet.size()];
                rest /= alphabet.size();
            }
            if (normalise_path(target) != target)
                BOOST_TEST_REQUIRE(!is_plain_path(target), target);
        }
    }
}

BOOST_AUTO_TEST_CASE(finds_a_query_parameter)
{
    struct
    {
        std::string target;
        std::string name;
        std::string value;
    } const cases[]{
        {"/a?token=x", "token", "x"},
        {"/a?b=c&token=x&d", "token", "x"},
        {"/a?token=x&token=y", "token", "x"},
        {"/a?token=a%2Bb+c%20d", "token", "a+b c d"},
        {"/a?%74oken=x", "token", "x"},
        {"/a?token=x=y", "token", "x=y"},
        {"/a?token=%", "token", "%"},
        {"/a?token=a?b", "token", "a?b"},
        {"/a?token=", "token", ""},
        {"/a?token", "token", ""},
        {"/a?", "token", ""},
        {"/a", "token", ""},
        {"/token=x", "token", ""},
        {"/a?xtoken=x", "token", ""},
        {"/a?TOKEN=x", "token", ""},
        {"/a?&&token=x", "token", "x"},
    };
    for (const auto& each : cases)
        BOOST_TEST(query_parameter(each.target, each.name) == each.value, each.target);
}

BOOST_AUTO_TEST_SUITE_END()
