#include "secrets/description_html.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw::secrets;

BOOST_AUTO_TEST_SUITE(description_html)

BOOST_AUTO_TEST_CASE(what_is_harmless_stays)
{
    const struct
    {
        const char* text;
        const char* html;
    } cases[] = {
        {"", ""},
        {"An API key", "An API key"},
        {"for <code>gpt</code>, <em>not</em> <strong>free</strong>",
         "for <code>gpt</code>, <em>not</em> <strong>free</strong>"},
        {"<strong><em>both</em></strong>", "<strong><em>both</em></strong>"},
        {"<CODE >x</Code >", "<code>x</code>"},
        {"<a href=\"https://example.com/?a=1&amp;b=2\">here</a>",
         "<a href=\"https://example.com/?a=1&amp;b=2\" rel=\"noopener noreferrer\">here</a>"},
        {"<a href='http://x/?a=1&b=2' target=\"_blank\" title='t' rel=\"x\">here</a>",
         "<a href=\"http://x/?a=1&amp;b=2\" rel=\"noopener noreferrer\">here</a>"},
        {"a &amp; b &lt;c&gt; &nbsp;", "a &amp; b &lt;c&gt; &nbsp;"},
        {"AT&T is < or > \"it\" 'is'", "AT&amp;T is &lt; or &gt; &quot;it&quot; &#39;is&#39;"},
        {"caf\xc3\xa9 \xf0\x9f\x94\x91", "caf\xc3\xa9 \xf0\x9f\x94\x91"},
    };
    for (const auto& one : cases)
        BOOST_TEST(render_description(one.text) == one.html);
}

BOOST_AUTO_TEST_CASE(everything_else_is_escaped)
{
    for (const char* text :
         {"<script>alert(1)",
          "<img src=x onerror=alert(1)>",
          "<a>",
          "<a href>",
          "<a href=>",
          "<a href=https://x>",
          "<a href=\"javascript:alert(1)\">",
          "<a href=\"//x\">",
          "<a href=\"https://x\" onclick=\"x\">",
          "<a href=\"https://x\" href=\"https://y\">",
          "<a href=\"https://x>",
          "<a\thref=\"data:text/html,x\">",
          "<code class=\"x\">",
          "<b>",
          "<!-- x -->",
          "<code",
          "</code>",
          "</a>",
          "<>",
          "</>",
          "<em/>",
          "< em>",
          "&#x3c;script",
          "<svg/onload=x>",
          "<a href=\"https://x\\\">",
          "<a href=\"http://\">"}) {
        const std::string html = render_description(text);
        BOOST_TEST(html.find('<') == std::string::npos, text);
        BOOST_TEST(html.find('"') == std::string::npos, text);
    }
    BOOST_TEST(render_description("&#60;") == "&amp;#60;");
}

BOOST_AUTO_TEST_CASE(tags_are_closed_and_nested_rightly)
{
    BOOST_TEST(render_description("<em>open") == "<em>open</em>");
    BOOST_TEST(
        render_description("<em><strong>x</em></strong>") ==
        "<em><strong>x&lt;/em&gt;</strong></em>"
    );
    BOOST_TEST(
        render_description("<a href=\"http://x\"><a href=\"http://y\">") ==
        "<a href=\"http://x\" rel=\"noopener noreferrer\">&lt;a href=&quot;http://y&quot;&gt;</a>"
    );
}

BOOST_AUTO_TEST_CASE(links_lead_to_the_web_and_nowhere_else)
{
    for (const char* good :
         {"http://x", "https://example.com/a?b=c#d", "HTTPS://X", "https://\xc3\xa9"})
        BOOST_TEST(is_web_link(good), good);
    for (const char* bad :
         {"", "http", "http://", "https://", "javascript:alert(1)", " https://x", "https://x y",
          "https://x\n", "ftp://x", "//x", "/x", "https:/x", "https://x\"", "https://x<",
          "https:\\\\x"})
        BOOST_TEST(!is_web_link(bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()
