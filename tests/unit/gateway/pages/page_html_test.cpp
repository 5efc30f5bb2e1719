#include "gateway/pages/page_html.hpp"

#include "tests/unit/support/saved_page.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::count;

BOOST_AUTO_TEST_SUITE(page_html)

namespace {

const std::string nasty = "\"><script>alert('x')</script>&";
const std::string tame = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;";

}  // namespace

BOOST_AUTO_TEST_CASE(the_log_in_form_has_the_plugins_fields)
{
    const auto page = render_page(login_page{"/sub/", "token", "alice", "/sub/db?x=1", ""});
    BOOST_TEST(page.title == "Log in");
    BOOST_TEST(
        count(page.html, "<form class=\"core\" action=\"/sub/-/login\" method=\"post\">") == 1U
    );
    BOOST_TEST(count(page.html, "type=\"text\" name=\"username\" value=\"alice\"") == 1U);
    BOOST_TEST(count(page.html, "type=\"password\" name=\"password\"") == 1U);
    BOOST_TEST(count(page.html, "name=\"csrftoken\" value=\"token\"") == 1U);
    BOOST_TEST(count(page.html, "name=\"next\" value=\"/sub/db?x=1\"") == 1U);
    BOOST_TEST(count(page.html, "message") == 0U);
    BOOST_TEST(page.crumbs.size() == 1U);
    BOOST_TEST(page.crumbs[0].href == "/sub/");
}

BOOST_AUTO_TEST_CASE(reports_a_wrong_password_like_the_plugin)
{
    login_page form;
    form.message = wrong_password_message;
    const auto page = render_page(form);
    BOOST_TEST(
        count(
            page.html,
            "<p class=\"message-error\" role=\"alert\" id=\"message\">Invalid "
            "username or password</p>"
        ) == 1U
    );
    BOOST_TEST(count(page.html, "aria-describedby=\"message\"") == 2U);
}

BOOST_AUTO_TEST_CASE(logging_out_of_basic_is_explained)
{
    const auto plain = render_page(logout_page{"/", "token", "Alice", false});
    BOOST_TEST(count(plain.html, "You are logged in as <strong>Alice</strong>") == 1U);
    BOOST_TEST(count(plain.html, "action=\"/-/logout\" method=\"post\"") == 1U);
    BOOST_TEST(count(plain.html, "value=\"token\"") == 1U);
    BOOST_TEST(count(plain.html, "Cancel") == 0U);
    const auto basic = render_page(logout_page{"/", "token", "Alice", true});
    BOOST_TEST(count(basic.html, "Cancel") == 1U);
    const auto out = render_page(logged_out_page{"/sub/"});
    BOOST_TEST(count(out.html, "<a href=\"/sub/\">front page</a>") == 1U);
}

BOOST_AUTO_TEST_CASE(the_password_tool_shows_a_hash_only_when_there_is_one)
{
    const auto empty = render_page(password_tool_page{"/", "token", "", ""});
    BOOST_TEST(count(empty.html, "<textarea") == 0U);
    BOOST_TEST(count(empty.html, "autocomplete=\"off\"") == 2U);
    const auto made = render_page(password_tool_page{"/", "token", "$argon2id$v=19$x", ""});
    BOOST_TEST(count(made.html, ">$argon2id$v=19$x</textarea>") == 1U);
    const auto failed = render_page(password_tool_page{"/", "token", "", "Too long"});
    BOOST_TEST(count(failed.html, "Too long") == 1U);
}

BOOST_AUTO_TEST_CASE(a_failure_page_can_link_to_another_page)
{
    failure_page page{"/", "404 Not Found", "There is no secret of that name."};
    auto made = render_page(page);
    BOOST_TEST(made.title == "404 Not Found");
    BOOST_TEST(count(made.html, "<ul") == 0U);
    BOOST_TEST(count(made.html, "<a ") == 0U);
    page.choices_heading = "There are:";
    page.choices = {{"ONE", "/-/secrets/ONE"}, {"TWO", "/-/secrets/TWO"}};
    page.back = {"All secrets", "/-/secrets"};
    made = render_page(page);
    BOOST_TEST(count(made.html, "<li><a href=\"/-/secrets/TWO\">TWO</a></li>") == 1U);
    BOOST_TEST(count(made.html, "<p><a href=\"/-/secrets\">All secrets</a></p>") == 1U);
}

BOOST_AUTO_TEST_CASE(a_failure_shows_the_request_id_if_there_is_one)
{
    failure_page page{"/", "404 Not Found", "There is no secret of that name."};
    BOOST_TEST(count(render_page(page).html, "Request id") == 0U);
    page.request_id = "f00d";
    BOOST_TEST(count(render_page(page).html, "<small>Request id: f00d</small>") == 1U);
}

BOOST_AUTO_TEST_CASE(everything_is_escaped)
{
    const page_content pages[]{
        render_page(login_page{nasty, nasty, nasty, nasty, nasty}),
        render_page(logout_page{nasty, nasty, nasty, true}),
        render_page(logged_out_page{nasty}),
        render_page(password_tool_page{nasty, nasty, nasty, nasty}),
        render_page(failure_page{nasty, nasty, nasty, nasty, {{nasty, nasty}}, {nasty, nasty}}),
    };
    for (const auto& page : pages) {
        BOOST_TEST(count(page.html, "<script") == 0U);
        BOOST_TEST(count(page.html, tame) > 0U);
    }
}

BOOST_AUTO_TEST_CASE(every_field_has_a_label)
{
    const page_content pages[]{
        render_page(login_page{}), render_page(password_tool_page{"/", "t", "hash", ""})};
    for (const auto& page : pages) {
        for (const std::string id : {"id_username", "id_password", "password", "hash"}) {
            const bool has_field = count(page.html, "id=\"" + id + "\"") == 1U;
            BOOST_TEST(count(page.html, "for=\"" + id + "\"") == (has_field ? 1U : 0U), id);
        }
        BOOST_TEST(count(page.html, "style=") == 0U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
