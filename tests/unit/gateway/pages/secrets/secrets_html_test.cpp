#include "gateway/pages/secrets/secrets_html.hpp"

#include "tests/unit/support/saved_page.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::count;
using dsgw::test::squeeze;

BOOST_AUTO_TEST_SUITE(secrets_html)

namespace {

const std::string nasty = "\"><script>alert('x')</script>&";

secret_page stored_page()
{
    secret_page page;
    page.csrf_token = "token";
    page.name = "API_KEY";
    page.current = secret_version{2, "second", "2024-02-02 10:00:00", "alice", {51, "9f3a"}};
    page.last_used_at = "2024-03-03 10:00:00";
    page.last_used_by = "bob";
    page.history = {
        *page.current, secret_version{1, "", "2024-01-01 10:00:00", "", {7, "77aa"}},
        secret_version{0, "lost", "2023-01-01 10:00:00", "eve", {9, ""}}};
    page.events = {{"2024-02-02 10:00:00", "version 2 set", "alice", "192.0.2.1"}, {"x", "y"}};
    return page;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_list_shows_all_three_kinds)
{
    secrets_page list{"/sub/"};
    list.total = 3;
    list.stored = {
        {"API_KEY",
         true,
         {"A <b>key</b>", "https://ex.example", "Get one"},
         "note",
         3,
         "2024-01-01 10:00:00",
         "alice",
         "2024-01-02 10:00:00",
         "bob"}};
    list.unset = {{"OTHER", {"", "https://y.example", "Get it"}}};
    list.environment = {{"FROM_ENV", "DATASETTE_SECRETS_FROM_ENV", {"From outside"}}};
    const auto page = render_page(list);
    BOOST_TEST(page.title == "Manage secrets");
    const auto html = squeeze(page.html);
    BOOST_TEST(
        count(
            html,
            "<a href=\"/sub/-/secrets/API_KEY\">API_KEY</a></strong><br>A<b>key</b>,<a "
            "href=\"https://ex.example\" rel=\"noopener noreferrer\">Get one</a>"
        ) == 1U,
        html
    );
    for (const std::string cell :
         {"note", "3", "2024-01-01 10:00:00", "alice", "2024-01-02 10:00:00", "bob"})
        BOOST_TEST(count(page.html, ">" + cell + "</td>") == 1U, cell);
    BOOST_TEST(count(page.html, "The following secret has not been set:") == 1U);
    BOOST_TEST(count(page.html, ">OTHER</a></strong> - <a href=\"https://y.example\"") == 1U);
    BOOST_TEST(count(page.html, "The following secret is set using environment variables:") == 1U);
    BOOST_TEST(count(page.html, "<strong>FROM_ENV</strong> - From outside") == 1U);
    BOOST_TEST(count(page.html, "<code>DATASETTE_SECRETS_FROM_ENV</code>") == 1U);
    BOOST_TEST(count(page.html, "type=\"search\"") == 0U);
    BOOST_TEST(count(page.html, "There are no secrets yet") == 0U);
}

BOOST_AUTO_TEST_CASE(singular_and_plural_are_the_plugins)
{
    secrets_page list;
    list.unset = {{"A"}, {"B"}};
    list.environment = {{"C", "D"}, {"E", "F"}};
    const auto page = render_page(list);
    BOOST_TEST(count(page.html, "The following secrets have not been set:") == 1U);
    BOOST_TEST(count(page.html, "The following secrets are set using environment") == 1U);
    BOOST_TEST(count(page.html, "<table") == 0U);
}

BOOST_AUTO_TEST_CASE(without_secrets_the_page_explains_how_to_add_some)
{
    BOOST_TEST(count(render_page(secrets_page{}).html, "There are no secrets yet") == 1U);
}

BOOST_AUTO_TEST_CASE(more_than_twenty_can_be_searched)
{
    secrets_page list;
    list.unset = {{"A"}};
    list.total = secrets_without_search_max;
    BOOST_TEST(count(render_page(list).html, "name=\"q\"") == 0U);
    list.total += 1;
    BOOST_TEST(count(render_page(list).html, "name=\"q\" value=\"\"") == 1U);
    BOOST_TEST(count(render_page(list).html, "Show all") == 0U);
    list.query = "<x>";
    const auto page = render_page(list);
    BOOST_TEST(count(page.html, "name=\"q\" value=\"&lt;x&gt;\"") == 1U);
    BOOST_TEST(count(page.html, "Show all 21") == 1U);
    list.unset.clear();
    BOOST_TEST(count(render_page(list).html, "No secret matches.") == 1U);
}

BOOST_AUTO_TEST_CASE(a_row_that_no_key_opens_or_no_page_takes_is_shown_as_such)
{
    secrets_page list;
    list.stored = {{"LOST"}, {"odd/name"}};
    list.stored[0].is_readable = false;
    list.stored[1].is_editable = false;
    const auto page = render_page(list);
    BOOST_TEST(count(page.html, "No key decrypts it") == 1U);
    BOOST_TEST(count(page.html, "<a href=\"/-/secrets/odd%2Fname/delete\">odd/name</a>") == 1U);
}

BOOST_AUTO_TEST_CASE(a_new_secret_has_a_form_and_nothing_else)
{
    secret_page form;
    form.csrf_token = "token";
    form.name = "API_KEY";
    const auto page = render_page(form);
    BOOST_TEST(page.title == "Add secret: API_KEY");
    BOOST_TEST(page.crumbs.size() == 2U);
    BOOST_TEST(count(page.html, "<form class=\"core\" action=\"/-/secrets/API_KEY\"") == 1U);
    BOOST_TEST(count(page.html, "name=\"secret\"") == 1U);
    BOOST_TEST(count(page.html, " required") == 1U);
    BOOST_TEST(count(page.html, "name=\"note\" maxlength=\"100\" value=\"\"") == 1U);
    BOOST_TEST(count(page.html, "name=\"version\" value=\"0\"") == 1U);
    BOOST_TEST(count(page.html, "value=\"Add secret\"") == 1U);
    for (const std::string absent : {"History", "Changes", "Delete", "Value"})
        BOOST_TEST(count(page.html, absent) == 0U, absent);
}

BOOST_AUTO_TEST_CASE(a_stored_secret_shows_its_traits_and_never_a_value)
{
    const auto page = render_page(stored_page());
    BOOST_TEST(page.title == "Update secret: API_KEY");
    BOOST_TEST(count(page.html, "51 characters, fingerprint <code>9f3a</code>") == 1U);
    BOOST_TEST(count(page.html, "2024-03-03 10:00:00 by bob") == 1U);
    BOOST_TEST(count(page.html, "name=\"note\" maxlength=\"100\" value=\"second\"") == 1U);
    BOOST_TEST(count(page.html, " required") == 0U);
    BOOST_TEST(count(page.html, "></textarea>") == 1U);
    BOOST_TEST(count(page.html, "value=\"Update secret\"") == 1U);
    BOOST_TEST(count(page.html, "<a href=\"/-/secrets/API_KEY/delete\">") == 1U);
    BOOST_TEST(count(page.html, "version 2 set by alice from 192.0.2.1") == 1U);
    BOOST_TEST(count(page.html, "x: y</li>") == 1U);
}

BOOST_AUTO_TEST_CASE(an_older_version_that_a_key_opens_can_be_restored)
{
    const auto page = render_page(stored_page());
    BOOST_TEST(count(page.html, "action=\"/-/secrets/API_KEY/restore\"") == 1U);
    BOOST_TEST(count(page.html, "aria-label=\"Restore version 1\"") == 1U);
    BOOST_TEST(count(page.html, "name=\"version\" value=\"1\"") == 1U);
    BOOST_TEST(count(page.html, "not readable") == 1U);
    BOOST_TEST(count(page.html, ">current</td>") == 1U);
    // A missing value of a version is not taken from the page around it.
    BOOST_TEST(count(page.html, "<td data-label=\"Note\"></td>") == 1U);
    BOOST_TEST(count(page.html, "<td data-label=\"By\"></td>") == 1U);
}

BOOST_AUTO_TEST_CASE(a_refused_form_keeps_the_entered_text)
{
    auto form = stored_page();
    form.message = "Somebody else was faster";
    form.typed_note = "typed";
    const auto page = render_page(form);
    BOOST_TEST(
        count(page.html, "role=\"alert\" id=\"message\">Somebody else was faster</p>") == 1U
    );
    BOOST_TEST(count(page.html, "aria-describedby=\"secret-hint message\"") == 1U);
    BOOST_TEST(count(page.html, "value=\"typed\"") == 1U);
    form.typed_note = "";
    BOOST_TEST(count(render_page(form).html, "maxlength=\"100\" value=\"\"") == 1U);
}

BOOST_AUTO_TEST_CASE(a_secret_of_the_environment_is_only_shown)
{
    auto form = stored_page();
    form.environment = "DATASETTE_SECRETS_API_KEY";
    const auto page = render_page(form);
    BOOST_TEST(page.title == "Secret: API_KEY");
    BOOST_TEST(count(page.html, "<code>DATASETTE_SECRETS_API_KEY</code>") == 1U);
    BOOST_TEST(count(page.html, "<form") == 0U);
}

BOOST_AUTO_TEST_CASE(deleting_must_be_confirmed)
{
    const auto page = render_page(delete_secret_page{"/sub/", "token", "API_KEY", 3});
    BOOST_TEST(page.title == "Delete secret: API_KEY");
    BOOST_TEST(count(page.html, "This deletes all 3 versions") == 1U);
    BOOST_TEST(count(page.html, "action=\"/sub/-/secrets/API_KEY/delete\" method=\"post\"") == 1U);
    BOOST_TEST(count(page.html, "<a href=\"/sub/-/secrets\">Cancel</a>") == 1U);
    const auto one = render_page(delete_secret_page{"/", "token", "API_KEY", 1});
    BOOST_TEST(count(one.html, "This deletes its only version") == 1U);
}

BOOST_AUTO_TEST_CASE(a_link_goes_to_the_web_only)
{
    secret_page form;
    form.name = "X";
    form.about = {"", "javascript:alert(1)", "Get it"};
    const auto page = render_page(form);
    BOOST_TEST(count(page.html, "javascript") == 0U);
    BOOST_TEST(count(page.html, "Get it") == 1U);
    form.about = {"", "https://ex.example", ""};
    BOOST_TEST(count(render_page(form).html, ">https://ex.example</a>") == 1U);
}

BOOST_AUTO_TEST_CASE(everything_is_escaped)
{
    secrets_page list{nasty, nasty, nasty, 99};
    const secret_about about{nasty, "https://x/" + nasty, nasty};
    list.stored = {{nasty, true, about, nasty, 1, nasty, nasty, nasty, nasty, false}};
    list.unset = {{nasty, about}};
    list.environment = {{nasty, nasty, about}};
    auto one = stored_page();
    one.base_url = one.csrf_token = one.name = one.message = nasty;
    one.about = about;
    one.last_used_at = one.last_used_by = nasty;
    one.current->updated_at = one.current->updated_by = one.current->value.fingerprint = nasty;
    one.history = {{1, nasty, nasty, nasty, {1, nasty}}};
    one.events = {{nasty, nasty, nasty, nasty}};
    const page_content pages[]{
        render_page(list), render_page(one),
        render_page(delete_secret_page{nasty, nasty, nasty, 2})};
    for (const auto& page : pages)
        BOOST_TEST(count(page.html, "<script") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
