#include "gateway/command/secrets_text.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <vector>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(secrets_text)

BOOST_AUTO_TEST_CASE(control_characters_never_reach_the_terminal)
{
    BOOST_TEST(printable("") == "");
    BOOST_TEST(printable("a b~") == "a b~");
    BOOST_TEST(printable("\x1b[31m") == "?[31m");
    BOOST_TEST(printable(std::string_view("\0\t\n\r\x1f\x7f", 6)) == "??????");
    // C1: U+0080 and U+009F; U+00A0 and U+00E4 stay.
    BOOST_TEST(printable("\xc2\x80\xc2\x9f") == "??");
    BOOST_TEST(printable("\xc2\xa0\xc3\xa4") == "\xc2\xa0\xc3\xa4");
    BOOST_TEST(printable("a\xc2") == "a\xc2");
}

BOOST_AUTO_TEST_CASE(counts_have_the_right_number)
{
    BOOST_TEST(count_text(0, "version") == "0 versions");
    BOOST_TEST(count_text(1, "version") == "1 version");
    BOOST_TEST(count_text(2, "version") == "2 versions");
}

BOOST_AUTO_TEST_CASE(columns_are_as_wide_as_their_longest_cell)
{
    std::ostringstream out;
    print_table(
        out, {{"NAME", "X"}, {"a", "1"}, {"\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xc3\xa4", "22"}}
    );
    BOOST_TEST(
        out.str() ==
        "NAME   X\n"
        "a      1\n"
        "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xc3\xa4  22\n"
    );
}

BOOST_AUTO_TEST_CASE(a_catalogue_shows_states_and_hides_control_characters)
{
    secrets::catalogue_entry plain, from_environment, unreadable;
    plain.about.name = "A\x1b";
    from_environment.about.name = "B";
    from_environment.is_from_environment = true;
    unreadable.about.name = "C";
    unreadable.stored.emplace();
    unreadable.stored->readable = false;
    unreadable.stored->note = "n\n";
    std::ostringstream out;
    const std::vector entries{plain, from_environment, unreadable};
    print_catalogue(out, entries);
    std::istringstream lines(out.str());
    std::string heading, first, second, third;
    std::getline(lines, heading);
    std::getline(lines, first);
    std::getline(lines, second);
    std::getline(lines, third);
    BOOST_TEST(heading.starts_with("NAME  STATE"));
    BOOST_TEST(first.starts_with("A?    not set"));
    BOOST_TEST(second.starts_with("B     environment"));
    BOOST_TEST(third.starts_with("C     no key decrypts it"));
    BOOST_TEST(third.ends_with("n?"));
}

BOOST_AUTO_TEST_SUITE_END()
