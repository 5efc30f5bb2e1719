#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

using dsgw::find_bad_utf8;
using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(utf8)

// RFC 3629 section 4: the first and the last character of each row of its grammar.
BOOST_AUTO_TEST_CASE(accepts_the_first_and_last_character_of_each_length)
{
    for (const auto text :
         {""sv, "\0"sv, "\x7f"sv, "\xc2\x80"sv, "\xdf\xbf"sv, "\xe0\xa0\x80"sv, "\xec\xbf\xbf"sv,
          "\xed\x80\x80"sv, "\xed\x9f\xbf"sv, "\xee\x80\x80"sv, "\xef\xbf\xbf"sv,
          "\xf0\x90\x80\x80"sv, "\xf3\xbf\xbf\xbf"sv, "\xf4\x80\x80\x80"sv, "\xf4\x8f\xbf\xbf"sv,
          "a\xc3\xa9\xe2\x98\x83\xf0\x9f\x98\x80z"sv})
        BOOST_TEST(!find_bad_utf8(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(finds_the_first_byte_that_is_not_utf8)
{
    const std::pair<std::string_view, std::size_t> table[] = {
        {"\x80"sv, 0},              // a continuation byte alone
        {"a\xbf"sv, 1},             //
        {"\xc0\x80"sv, 0},          // overlong NUL
        {"\xc1\xbf"sv, 0},          // overlong U+007F
        {"\xe0\x9f\xbf"sv, 0},      // overlong U+07FF
        {"\xf0\x8f\xbf\xbf"sv, 0},  // overlong U+FFFF
        {"\xed\xa0\x80"sv, 0},      // U+D800
        {"\xed\xbf\xbf"sv, 0},      // U+DFFF
        {"\xf4\x90\x80\x80"sv, 0},  // U+110000
        {"\xf5\x80\x80\x80"sv, 0},  // beyond any character
        {"\xfe"sv, 0},              //
        {"\xff"sv, 0},              //
        {"\xc3"sv, 0},              // cut after the lead byte
        {"\xe2\x98"sv, 0},          //
        {"ab\xf0\x9f\x98"sv, 2},    //
        {"\xc3z"sv, 0},             // no continuation byte
        {"\xe2\x98z"sv, 0},         //
        {"\xf0\x9f\x98z"sv, 0},     //
        {"\xc3\xa9\xe9"sv, 2},      // latin-1 after a good character
    };
    for (const auto& [text, offset] : table) {
        const auto found = find_bad_utf8(text);
        BOOST_TEST_REQUIRE(found.has_value(), text);
        BOOST_TEST(*found == offset, text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
