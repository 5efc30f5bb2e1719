#include "secrets/value_rules.hpp"

#include "secrets/errc.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw::secrets;

BOOST_AUTO_TEST_SUITE(value_rules)

BOOST_AUTO_TEST_CASE(a_pasted_line_loses_what_stands_around_it)
{
    const std::string space_of_all_kinds =
        " \t\n\v\f\r\x1c\x1d\x1e\x1f\xc2\x85\xc2\xa0\xe1\x9a\x80\xe2\x80\x83\xe2\x80\xa8\xe2\x80"
        "\xa9\xe2\x80\xaf\xe2\x81\x9f\xe3\x80\x80";
    const struct
    {
        std::string pasted;
        std::string kept;
    } cases[] = {
        {"sk-123", "sk-123"},
        {" sk-123\t", "sk-123"},
        {"sk-123\n", "sk-123"},
        {"\r\n\r\nsk-123\r\n", "sk-123"},
        {"two  words ", "two  words"},
        {space_of_all_kinds + "k\xc3\xa9y" + space_of_all_kinds, "k\xc3\xa9y"},
        {"\xe2\x80\x8bzero width is no space", "\xe2\x80\x8bzero width is no space"},
        {"", ""},
        {" ", ""},
        {"\r\n\t \n", ""},
        {space_of_all_kinds, ""},
    };
    for (const auto& one : cases)
        BOOST_TEST(tidy_value(one.pasted).view() == one.kept, one.pasted);
}

BOOST_AUTO_TEST_CASE(several_lines_are_kept_but_for_their_line_ends)
{
    const struct
    {
        std::string pasted;
        std::string kept;
    } cases[] = {
        {"-----BEGIN-----\r\nabc\r\n-----END-----\r\n", "-----BEGIN-----\nabc\n-----END-----\n"},
        {"a\nb", "a\nb"},
        {" a\nb \n\n", " a\nb \n\n"},
        {"\n\na\nb", "\n\na\nb"},
        {"a\rb\r", "a\rb\r"},
        {"a\r\r\nb", "a\r\nb"},
        {"a\n\rb", "a\n\rb"},
    };
    for (const auto& one : cases)
        BOOST_TEST(tidy_value(one.pasted).view() == one.kept, one.pasted);
}

BOOST_AUTO_TEST_CASE(values_have_their_limits)
{
    BOOST_TEST(!check_value("v"));
    BOOST_TEST(!check_value("caf\xc3\xa9 \xf0\x9f\x94\x91\n\x01"));
    BOOST_TEST(!check_value(std::string(1'048'575, 'v')));
    BOOST_TEST(!check_value(std::string(1'048'576, 'v')));
    BOOST_TEST((check_value(std::string(1'048'577, 'v')) == errc::value_too_long));
    BOOST_TEST((check_value("") == errc::value_missing));
    BOOST_TEST((check_value(std::string_view("a\0b", 3)) == errc::value_is_binary));
    BOOST_TEST((check_value(std::string_view("\0", 1)) == errc::value_is_binary));
    for (const char* bad :
         {"\xff", "a\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80"})
        BOOST_TEST((check_value(bad) == errc::value_not_utf8));
}

BOOST_AUTO_TEST_CASE(notes_are_counted_in_characters)
{
    const auto repeated = [](const std::string& one, int times) {
        std::string text;
        for (int number = 0; number < times; ++number)
            text += one;
        return text;
    };
    BOOST_TEST(!check_note(""));
    for (const char* one : {"n", "\xc3\xa9", "\xe2\x98\x83", "\xf0\x9f\x94\x91"}) {
        BOOST_TEST(count_characters(repeated(one, 99)) == 99U);
        BOOST_TEST(!check_note(repeated(one, 99)));
        BOOST_TEST(!check_note(repeated(one, 100)));
        BOOST_TEST((check_note(repeated(one, 101)) == errc::note_too_long));
    }
    BOOST_TEST((check_note("\xff") == errc::note_not_utf8));
}

BOOST_AUTO_TEST_CASE(names_are_of_few_characters)
{
    for (const char* good : {"A", "OPENAI_API_KEY", "a.b-c_9", ".", "-"})
        BOOST_TEST(is_allowed_name(good), good);
    BOOST_TEST(is_allowed_name(std::string(99, 'n')));
    BOOST_TEST(is_allowed_name(std::string(100, 'n')));
    BOOST_TEST(!is_allowed_name(std::string(101, 'n')));
    for (const char* bad : {"", "a b", "a/b", "a%20b", "\xc3\xa9", "a\n", "<b>", "a:b", "a~"})
        BOOST_TEST(!is_allowed_name(bad), bad);
    BOOST_TEST(!is_allowed_name(std::string_view("a\0", 2)));
}

BOOST_AUTO_TEST_SUITE_END()
