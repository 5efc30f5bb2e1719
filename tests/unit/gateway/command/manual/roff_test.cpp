#include "gateway/command/manual/roff.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

using namespace dsgw::manual;

BOOST_AUTO_TEST_SUITE(roff)

// groff_char(7) and groff(7), "Escape sequences".
BOOST_AUTO_TEST_CASE(escapes_all_that_roff_would_interpret)
{
    const std::pair<const char*, const char*> table[] = {
        {"", ""},
        {"plain text.", "plain text."},
        {"--dry-run", "\\-\\-dry\\-run"},
        {"a\\fBb", "a\\efBb"},
        {"it's `x` ^ ~", "it\\(aqs \\(gax\\(ga \\(ha \\(ti"},
        {".TH x", "\\&.TH x"},
        {"'br", "\\&\\(aqbr"},
        {"a\n.so /etc/passwd\n'x", "a\n\\&.so /etc/passwd\n\\&\\(aqx"},
        {"a .b", "a .b"},
        {"\\\n.x", "\\e\n\\&.x"},
    };
    for (const auto& [text, expected] : table)
        BOOST_TEST(roff_text(text) == expected, text);
}

BOOST_AUTO_TEST_CASE(a_page_begins_with_its_title_and_name)
{
    const man_page page("data-gate", "5", "a .file");
    BOOST_TEST(page.source().starts_with(".TH DATA\\-GATE 5 \"\" \"data\\-gate "));
    BOOST_TEST(page.source().ends_with("\"\n.SH NAME\ndata\\-gate \\- a .file\n"));
}

BOOST_AUTO_TEST_CASE(each_part_is_a_macro_and_escaped_text)
{
    man_page page("x", "1", "y");
    const auto begin = page.source().size();
    page.heading("See also").subheading("a-b").paragraph(".p");
    page.term("-m", "FILE", "'m").term("-h", "", "help").listing("one\n.two");
    BOOST_TEST(
        page.source().substr(begin) ==
        ".SH SEE ALSO\n.SS a\\-b\n.PP\n\\&.p\n"
        ".TP\n\\fB\\-m\\fR \\fIFILE\\fR\n\\&\\(aqm\n"
        ".TP\n\\fB\\-h\\fR\nhelp\n"
        ".PP\n.nf\none\n\\&.two\n.fi\n"
    );
}

BOOST_AUTO_TEST_SUITE_END()
