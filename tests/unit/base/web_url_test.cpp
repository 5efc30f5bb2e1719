#include "base/web_url.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(web_url_test)

BOOST_AUTO_TEST_CASE(links_lead_to_the_web_and_nowhere_else)
{
    for (const char* good :
         {"http://x", "https://example.com/a?b=c#d", "HTTPS://X", "https://\xc3\xa9",
          "https://x/y?z#a"})
        BOOST_TEST(is_web_url(good), good);
    for (const char* bad :
         {"",           "x",           "http",         "http:",
          "http://",    "https://",    "http:/x",      "javascript:alert(1)",
          "ftp://x",    "//x",         "/x",           "javascript://x",
          "xhttps://x", " https://x",  "https://x y",  "https://x\n",
          "https:/x",   "https://x\"", "https://x<",   "https://x'",
          "https://`",  "https:\\\\x", "https://\x7f", "data:text/html,https://x"})
        BOOST_TEST(!is_web_url(bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()
