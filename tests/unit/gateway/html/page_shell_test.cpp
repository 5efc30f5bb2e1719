#include "gateway/html/page_shell.hpp"

#include "gateway/html/tag_scanner.hpp"
#include "tests/unit/support/saved_page.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::count;
using dsgw::test::datasette_lines;
using dsgw::test::load_page;
using dsgw::test::squeeze;

BOOST_AUTO_TEST_SUITE(page_shell_test)

namespace {

const shell_site for_actor{
    "/", {{{"/-/secrets", "Manage secrets"}}, logout_entry{"/-/logout", "old", "Alice"}}};
const shell_site for_anonymous{"/", {{{"/-/login", "Log in"}}, {}}};

page_content sample()
{
    page_content page{"A <title>"};
    page.crumbs = {{"home", "/"}, {"a & b", "/x?y=\"z\""}};
    page.messages = {{"<Saved>", message_kind::info}, {"No", message_kind::error}};
    page.csrf_token = "our\"token";
    page.html = "<h1>Ours</h1>\n";
    return page;
}

page_shell shell_of(const std::string& html, const shell_site& site = for_actor)
{
    auto made = page_shell::from_upstream(html, site);
    BOOST_REQUIRE(made);
    return *made;
}

/// All opened elements of these kinds are closed.
void check_balance(const std::string& html)
{
    for (const std::string name :
         {"html", "head", "body", "header", "nav", "section", "main", "div", "footer", "ul", "form",
          "script", "p", "details"})
        BOOST_TEST(
            count(html, "<" + name + ">") + count(html, "<" + name + " ") ==
                count(html, "</" + name + ">"),
            name
        );
}

std::string page_around(const std::string& head, const std::string& body)
{
    return "<!DOCTYPE html><html><head><title>t</title>" + head + "</head><body>" + body +
           "<section class=\"content\">theirs</section></body></html>";
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_own_page_uses_the_frame_of_the_site)
{
    for (const auto line : datasette_lines) {
        for (const std::string name : {"logout-actor", "index-actor", "table-actor"}) {
            const auto html = shell_of(load_page(line, name)).render(sample());
            BOOST_TEST(count(html, "<title>A &lt;title&gt;</title>") == 1U, line << ' ' << name);
            BOOST_TEST(
                count(
                    squeeze(html),
                    "<section class=\"content\"><main><h1>Ours</h1></main>"
                    "</section>"
                ) == 1U
            );
            BOOST_TEST(count(html, "/-/static/app.css") == 1U);
            BOOST_TEST(count(html, "/-/gateway.css?") == 1U);
            BOOST_TEST(count(html, "<body class=\"gateway\">") == 1U);
            BOOST_TEST(count(html, "lang=\"en\"") == 1U);
            BOOST_TEST(count(html, "Powered by <a href=\"https://datasette.io/\"") == 1U);
            BOOST_TEST(count(html, "Alice &lt;Admin&gt;") == 1U);
            BOOST_TEST(count(html, "Manage secrets") == 1U);
            BOOST_TEST(count(html, ">Log out<") == 1U);
            check_balance(html);
        }
    }
}

BOOST_AUTO_TEST_CASE(crumbs_and_messages_are_where_datasette_has_them)
{
    for (const auto line : datasette_lines) {
        const auto html = squeeze(shell_of(load_page(line, "logout-actor")).render(sample()));
        BOOST_TEST(count(html, "class=\"crumbs\"") == 1U);
        BOOST_TEST(
            count(
                html,
                "<nav><p class=\"crumbs\"><a href=\"/\">home</a>/<a href=\"/x?y=&quot;z"
                "&quot;\">a &amp; b</a></p>"
            ) == 1U,
            html.substr(html.find("<nav>"), 200)
        );
        BOOST_TEST(
            count(
                html,
                "</header><p class=\"message-info\" role=\"status\">&lt;Saved&gt;</p>"
                "<p class=\"message-error\" role=\"alert\">No</p>"
            ) == 1U
        );
        const auto bare = shell_of(load_page(line, "logout-actor")).render(page_content{"x"});
        BOOST_TEST(count(bare, "crumbs") == 0U);
        BOOST_TEST(count(bare, "role=\"status\"") == 0U);
    }
}

BOOST_AUTO_TEST_CASE(removes_inline_scripts_and_keeps_the_sites_own_files)
{
    const auto html = shell_of(load_page("1.0a41", "logout-actor")).render(sample());
    BOOST_TEST(count(html, "<script") == 3U);
    BOOST_TEST(count(html, "navigation-search.js") == 1U);
    BOOST_TEST(count(html, "datasetteVersion") == 0U);
    BOOST_TEST(count(html, "addEventListener") == 0U);
    const auto old = shell_of(load_page("0.65.5", "logout-actor")).render(sample());
    BOOST_TEST(count(old, "<script") == 0U);

    const auto page = page_around(
        "<script src=\"https://cdn.example.org/x.js\"></script><script src=/own.js></script>"
        "<link rel=\"stylesheet\" href=\"https://cdn.example.org/x.css\">",
        "<script>bad()</script><img src=\"//pictures.example.org/a.png\">"
    );
    const auto shell = shell_of(page);
    const auto made = shell.render(sample());
    BOOST_TEST(count(made, "<script") == 1U);
    BOOST_TEST(count(made, "<script src=/own.js></script>") == 1U);
    BOOST_TEST(count(made, "bad()") == 0U);
    const auto& policy = shell.content_security_policy();
    BOOST_TEST(count(policy, "style-src 'self' https://cdn.example.org;") == 1U);
    BOOST_TEST(count(policy, "img-src 'self' data: pictures.example.org;") == 1U);
}

BOOST_AUTO_TEST_CASE(the_policy_allows_inline_styles_only_where_the_shell_has_them)
{
    for (const auto line : datasette_lines) {
        const auto shell = shell_of(load_page(line, "logout-actor"));
        BOOST_TEST(count(shell.content_security_policy(), "unsafe-inline") == 0U);
    }
    for (const auto& page :
         {page_around("<style>a{}</style>", ""), page_around("", "<p style='color:red'>x</p>")}) {
        const auto shell = shell_of(page);
        BOOST_TEST(
            count(shell.content_security_policy(), "style-src 'self' 'unsafe-inline';") == 1U
        );
        BOOST_TEST(count(shell.content_security_policy(), "script-src 'self';") == 1U);
    }
}

BOOST_AUTO_TEST_CASE(removes_the_parts_of_the_old_page)
{
    for (const auto line : datasette_lines) {
        const auto html = shell_of(load_page(line, "index-actor")).render(sample());
        BOOST_TEST(count(html, "rel=\"alternate\"") == 0U);
        BOOST_TEST(count(html, "Big Mac") == 0U);
    }
}

BOOST_AUTO_TEST_CASE(the_log_out_form_carries_our_token)
{
    const auto html = shell_of(load_page("0.65.5", "logout-actor")).render(sample());
    BOOST_TEST(count(html, "name=\"csrftoken\" value=\"our&quot;token\"") == 1U);
    // An error page of Datasette's has no form, so it is ours.
    const auto error = shell_of(load_page("1.0a41", "not_found-actor")).render(sample());
    BOOST_TEST(count(error, "name=\"csrftoken\" value=\"our&quot;token\"") == 1U);
    BOOST_TEST(count(error, "old") == 0U);
}

BOOST_AUTO_TEST_CASE(base_url_is_respected)
{
    const shell_site site{"/sub/", {{{"/sub/-/secrets", "Manage secrets"}}, {}}};
    for (const auto line : datasette_lines) {
        const auto html = shell_of(load_page(line, "sub-logout-actor"), site).render(sample());
        BOOST_TEST(count(html, "href=\"/sub/-/gateway.css?") == 1U);
        BOOST_TEST(count(html, "<a href=\"/sub/-/secrets\">") == 1U);
    }
    const auto html = page_shell::built_in(site).render(sample());
    BOOST_TEST(count(html, "<a href=\"/sub/-/secrets\">") == 1U);
}

BOOST_AUTO_TEST_CASE(keeps_a_custom_template)
{
    const auto html = shell_of(page_around(
                                   "<meta name=x><link rel=stylesheet href=/my.css>",
                                   "<header><img src=/logo.png><nav class=mine></nav></header>"
                                   "<p>banner</p><section class=other>aside</section>"
                               ))
                          .render(sample());
    for (const std::string part :
         {"<meta name=x><link rel=stylesheet href=/my.css>",
          "<header><img src=/logo.png><nav class=mine>", "<p>banner</p>",
          "<section class=other>aside</section>", "<html lang=\"en\">", "<body class=\"gateway\">"})
        BOOST_TEST(count(html, part) == 1U, part);
    BOOST_TEST(count(html, "theirs") == 0U);
}

BOOST_AUTO_TEST_CASE(body_and_language_are_set_however_they_were_written)
{
    const auto html_of = [](const std::string& html, const std::string& body) {
        return shell_of(
                   html + "<head><title></title></head>" + body +
                   "<section class=content></section>"
        )
            .render(page_content{"x"});
    };
    BOOST_TEST(count(html_of("<html>", "<body class='a b'>"), "<body class='gateway'>") == 1U);
    BOOST_TEST(count(html_of("<html>", "<body class=a>"), "<body class=gateway>") == 1U);
    BOOST_TEST(count(html_of("<html>", "<body id=x>"), "<body class=\"gateway\" id=x>") == 1U);
    BOOST_TEST(count(html_of("<html lang=\"de\">", "<body>"), "<html lang=\"de\">") == 1U);
    BOOST_TEST(count(html_of("<html lang>", "<body class>"), " class=\"gateway\" class>") == 1U);
}

BOOST_AUTO_TEST_CASE(nested_sections_end_where_they_should)
{
    const auto html = shell_of(
                          "<head><title>t</title></head><section class=\"content\">"
                          "<section>a</section><p>b</p></section><i>rest</i>"
    )
                          .render(page_content{"x"});
    BOOST_TEST(squeeze(html).find("<main></main></section><i>rest</i>") != html.npos);
}

BOOST_AUTO_TEST_CASE(refuses_a_page_that_is_not_datasettes)
{
    for (const std::string page :
         {"", "Internal Server Error", "{}", "<head><title>x</title></head><body></body>",
          "<head></head><section class=content></section>",
          "<title>x</title><section class=content></section>",
          "<head><title>x</title></head><section class=content>",
          "<head><title>x</title></head><section></section>",
          "<head><title>x</head><section class=content></section>",
          "<head><title>x</title></head><section class=content></section><script>",
          "<head><title>x</title></head><plaintext><section class=content></section>"})
        BOOST_TEST(!page_shell::from_upstream(page, for_actor).has_value(), page);
}

BOOST_AUTO_TEST_CASE(the_built_in_shell_loads_nothing)
{
    const auto shell = page_shell::built_in(for_actor);
    const auto html = shell.render(sample());
    BOOST_TEST(count(html, "<link") == 0U);
    BOOST_TEST(count(html, "<script") == 0U);
    BOOST_TEST(count(html, "src=") == 0U);
    BOOST_TEST(count(html, "url(") == 0U);
    BOOST_TEST(count(html, "<title>A &lt;title&gt;</title>") == 1U);
    BOOST_TEST(count(html, "<h1>Ours</h1>") == 1U);
    BOOST_TEST(count(html, "Manage secrets") == 1U);
    BOOST_TEST(count(html, "<strong>Alice</strong>") == 1U);
    BOOST_TEST(count(html, "value=\"our&quot;token\"") == 1U);
    BOOST_TEST(count(html, std::string(page_style_sheet())) == 1U);
    BOOST_TEST(count(shell.content_security_policy(), "script-src 'self';") == 1U);
    check_balance(html);
    const auto bare = page_shell::built_in({"/", {}}).render(page_content{"x"});
    BOOST_TEST(count(bare, "nav-menu-inner\"") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
