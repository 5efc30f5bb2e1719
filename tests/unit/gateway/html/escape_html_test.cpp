#include "gateway/html/escape_html.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(escape_html_test)

BOOST_AUTO_TEST_CASE(escapes_the_special_characters_of_html)
{
    BOOST_TEST(
        escape_html("<a href=\"x\" b='y'>&</a>") ==
        "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;"
    );
}

BOOST_AUTO_TEST_CASE(leaves_everything_else)
{
    BOOST_TEST(escape_html("caf\xc3\xa9 = 1/2;") == "caf\xc3\xa9 = 1/2;");
    BOOST_TEST(escape_html("") == "");
}

BOOST_AUTO_TEST_SUITE_END()
