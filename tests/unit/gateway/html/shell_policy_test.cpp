#include "gateway/html/shell_policy.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(shell_policy_test)

BOOST_AUTO_TEST_CASE(allows_no_other_origin_unless_the_page_uses_one)
{
    BOOST_TEST(
        shell_policy().text() ==
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
        "font-src 'self' data:; img-src 'self' data:; form-action 'self'; base-uri 'self'; "
        "frame-ancestors 'none'"
    );
}

BOOST_AUTO_TEST_CASE(allows_the_origins_of_styles_and_images)
{
    shell_policy policy;
    policy.loads_style("https://cdn.example.org/a.css");
    policy.loads_style("https://cdn.example.org/b.css");
    policy.loads_style("//fonts.example.org:8443/c.css?x");
    policy.loads_style("/-/static/app.css");
    policy.loads_picture("HTTP://pictures.example.org");
    policy.holds_style();
    const auto text = policy.text();
    BOOST_TEST(
        text.find("style-src 'self' 'unsafe-inline' https://cdn.example.org "
                  "fonts.example.org:8443;") != text.npos
    );
    BOOST_TEST(
        text.find("font-src 'self' data: https://cdn.example.org fonts.example.org:8443;") !=
        text.npos
    );
    BOOST_TEST(text.find("img-src 'self' data: HTTP://pictures.example.org;") != text.npos);
    BOOST_TEST(text.find("script-src 'self';") != text.npos);
}

BOOST_AUTO_TEST_CASE(nothing_else_gets_into_the_policy)
{
    shell_policy policy;
    for (const auto* url :
         {"https://a.example; script-src *", "https://*/x", "https://user@a.example/", "data:x",
          "javascript:alert(1)", "https://", "ftp://a.example/x", "https://a 'unsafe-inline'",
          "https://caf\xc3\xa9.example/", "x:y//z", ""})
        policy.loads_style(url);
    BOOST_TEST(policy.text() == shell_policy().text());
}

BOOST_AUTO_TEST_CASE(only_scripts_of_the_site_itself_may_run)
{
    for (const auto* own : {"/-/static/x.js", "/x.js?v=1:2", "x.js", "../x.js", "/a//b.js"})
        BOOST_TEST(shell_policy::may_run(own), own);
    for (const auto* other :
         {"", "https://a.example/x.js", "//a.example/x.js", "/\\a.example/x.js",
          "\\\\a.example/x.js", "data:text/javascript,x", "blob:x", "HTTPS:/x.js"})
        BOOST_TEST(!shell_policy::may_run(other), other);
}

BOOST_AUTO_TEST_SUITE_END()
