#include "gateway/html/safe_html.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(safe_html_test)

BOOST_AUTO_TEST_CASE(escapes_the_special_characters_of_html)
{
    BOOST_TEST(
        escape_html("<a href=\"x\" b='y'>&</a>") ==
        "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;"
    );
}

BOOST_AUTO_TEST_CASE(escapes_nothing_else)
{
    BOOST_TEST(escape_html("caf\xc3\xa9 = 1/2;") == "caf\xc3\xa9 = 1/2;");
    BOOST_TEST(escape_html("") == "");
}

BOOST_AUTO_TEST_CASE(keeps_a_little)
{
    const std::pair<std::string, std::string> cases[]{
        {"", ""},
        {"plain", "plain"},
        {"a <b>b</b> <I>c</I> <em>d</em>", "a <b>b</b> <i>c</i> <em>d</em>"},
        {"<code>x</code><strong>y</strong>", "<code>x</code><strong>y</strong>"},
        {"<a href=\"https://example.org/?a=1&amp;b=2\">x</a>",
         "<a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener noreferrer\">x</a>"},
        {"<a target=_top href='http://example.org' onclick='x()'>x</a>",
         "<a href=\"http://example.org\" rel=\"noopener noreferrer\">x</a>"},
        {"<code class=\"x\" onclick=y>z</code>", "<code>z</code>"},
        {"&amp; &#39; &#x27; &copy;", "&amp; &#39; &#x27; &copy;"},
        {"AT&T & co; &; &#; & x;", "AT&amp;T &amp; co; &amp;; &amp;#; &amp; x;"},
    };
    for (const auto& [html, expected] : cases)
        BOOST_TEST(keep_safe_html(html) == expected, html);
}

BOOST_AUTO_TEST_CASE(closes_what_it_keeps)
{
    const std::pair<std::string, std::string> cases[]{
        {"<b>x", "<b>x</b>"},
        {"<b><i>x", "<b><i>x</i></b>"},
        {"<b><i>x</b>y</i>", "<b><i>x</i></b>y&lt;/i&gt;"},
        {"x</b>", "x&lt;/b&gt;"},
        {"<code><code>x</code>", "<code><code>x</code></code>"},
    };
    for (const auto& [html, expected] : cases)
        BOOST_TEST(keep_safe_html(html) == expected, html);
}

BOOST_AUTO_TEST_CASE(shows_all_else_as_it_was_written)
{
    const std::pair<std::string, std::string> cases[]{
        {"<script>alert('<b>')</script>",
         "&lt;script&gt;alert(&#39;&lt;b&gt;&#39;)&lt;/script&gt;"},
        {"<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"},
        {"<a href=\"javascript:alert(1)\">x</a>",
         "&lt;a href=&quot;javascript:alert(1)&quot;&gt;x&lt;/a&gt;"},
        {"<a>x</a>", "&lt;a&gt;x&lt;/a&gt;"},
        {"<a href=/x>x</a>", "&lt;a href=/x&gt;x&lt;/a&gt;"},
        {"<!-- <b> -->", "&lt;!-- &lt;b&gt; --&gt;"},
        {"<b", "&lt;b"},
        {"a < b > c", "a &lt; b &gt; c"},
        {"<textarea><b>", "&lt;textarea&gt;&lt;b&gt;"},
        {"\"'", "&quot;&#39;"},
        {"<a href='https://x\"onmouseover=y'>z</a>",
         "&lt;a href=&#39;https://x&quot;onmouseover=y&#39;&gt;z&lt;/a&gt;"},
        {"<a href=\"http://x\"><a href=\"http://y\">",
         "<a href=\"http://x\" rel=\"noopener noreferrer\">&lt;a "
         "href=&quot;http://y&quot;&gt;</a>"},
        {"<a href=\"https://x\\\">", "&lt;a href=&quot;https://x\\&quot;&gt;"},
    };
    for (const auto& [html, expected] : cases)
        BOOST_TEST(keep_safe_html(html) == expected, html);
}

BOOST_AUTO_TEST_SUITE_END()
