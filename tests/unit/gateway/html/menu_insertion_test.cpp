#include "gateway/html/menu_insertion.hpp"

#include "tests/unit/support/saved_page.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

using namespace dsgw;
using dsgw::test::count;
using dsgw::test::squeeze;

BOOST_AUTO_TEST_SUITE(menu_insertion_test)

namespace {

const menu_entries one_link{{{"/-/secrets", "Manage secrets"}}, {}};
const menu_entries for_actor{
    {{"/-/secrets", "Manage secrets"}}, logout_entry{"/-/logout", "token", "Alice"}};

std::string join(menu_insertion::parts parts)
{
    std::string joined;
    for (const auto part : parts)
        joined += part;
    return joined;
}

std::string insert(std::string_view page, const menu_entries& entries, std::size_t piece = 1 << 20)
{
    menu_insertion work(entries);
    std::string out;
    while (!page.empty()) {
        out += join(work.feed(page.substr(0, piece)));
        page.remove_prefix(std::min(piece, page.size()));
    }
    return out + join(work.finish());
}

std::string nav(const std::string& inner)
{
    return "<!DOCTYPE html><body><header><nav>" + inner + "</nav></header><p>rest";
}

std::string menu(const std::string& inner)
{
    return nav(
        "<details class=\"nav-menu\"><summary>x</summary><div class=\"nav-menu-inner\">" + inner +
        "</div></details>"
    );
}

const std::string item = "<li><a href=\"/-/secrets\">Manage secrets</a></li>";
const std::string form =
    "<form class=\"nav-menu-logout\" action=\"/-/logout\" method=\"post\"><input type=\"hidden\" "
    "name=\"csrftoken\" value=\"token\"><button class=\"button-as-link\">Log out</button></form>";
const std::string name = "<div class=\"actor\"><strong>Alice</strong></div>";
const std::string datasettes_form = "<form action=\"/-/logout\"><button>Log out</button></form>";

}  // namespace

BOOST_AUTO_TEST_CASE(a_link_becomes_the_last_of_the_list)
{
    BOOST_TEST(
        squeeze(insert(menu("<ul><li>a</li></ul>"), one_link)) ==
        squeeze(menu("<ul><li>a</li>" + item + "</ul>"))
    );
    BOOST_TEST(
        squeeze(insert(menu("<ul></ul>"), one_link)) == squeeze(menu("<ul>" + item + "</ul>"))
    );
}

BOOST_AUTO_TEST_CASE(a_list_is_made_where_the_menu_has_none)
{
    const auto list = "<ul>" + item + "</ul>";
    BOOST_TEST(squeeze(insert(menu(""), one_link)) == squeeze(menu(list)));
    BOOST_TEST(
        squeeze(insert(menu(datasettes_form), one_link)) == squeeze(menu(list + datasettes_form))
    );
}

BOOST_AUTO_TEST_CASE(a_link_that_the_menu_has_is_not_put_in_again)
{
    for (const std::string same :
         {"<a href=\"/-/secrets\">Mine</a>", "<a href='/-/secrets'>Mine</a>",
          "<A HREF=/-/secrets>Mine</A>", "<a class=x href=\"/-/secrets?a=b\">Mine</a>",
          "<a href=\"/-/secrets/\">Mine</a>", "<a href=\"/-/secrets#x\">Mine</a>"}) {
        for (const auto& page :
             {menu("<ul><li>" + same + "</li></ul>"), menu(same), menu("<p>" + same + "</p>"),
              nav("<p>" + same + "</p>")})
            BOOST_TEST(insert(page, one_link) == page, page);
    }
    for (const std::string other :
         {"<a href=\"/-/secrets2\">", "<a href=\"/x/-/secrets\">", "<a href=\"/-/Secrets\">",
          "<a title=\"/-/secrets\">"})
        BOOST_TEST(
            count(insert(menu("<ul>" + other + "</ul>"), one_link), "Manage secrets") == 1U, other
        );
}

BOOST_AUTO_TEST_CASE(only_what_is_missing_is_put_in)
{
    const menu_entries two{{{"/-/secrets", "Manage secrets"}, {"/-/login", "Log in"}}, {}};
    const auto page = menu("<ul><li><a href=\"/-/login\">Mine</a></li></ul>");
    const auto out = insert(page, two);
    BOOST_TEST(count(out, "Manage secrets") == 1U);
    BOOST_TEST(count(out, "Log in") == 0U);
    BOOST_TEST(count(insert(menu("<ul></ul>"), two), "<li>") == 2U);
}

BOOST_AUTO_TEST_CASE(datasettes_own_log_out_is_enough)
{
    const auto page = menu("<ul></ul>" + datasettes_form);
    BOOST_TEST(
        squeeze(insert(page, for_actor)) == squeeze(menu("<ul>" + item + "</ul>" + datasettes_form))
    );
    const auto linked = menu("<ul>" + item + "<li><a href=\"/-/logout\">Bye</a></li></ul>");
    BOOST_TEST(insert(linked, for_actor) == linked);
}

BOOST_AUTO_TEST_CASE(shows_the_actor_with_our_logout_form)
{
    const auto out = squeeze(insert(menu("<ul></ul>"), for_actor));
    BOOST_TEST(
        out == squeeze(
                   "<!DOCTYPE html><body><header><nav><details class=\"nav-menu\"><summary>x"
                   "</summary><div class=\"nav-menu-inner\"><ul>" +
                   item + "</ul>" + form + "</div></details>" + name + "</nav></header><p>rest"
               )
    );
}

BOOST_AUTO_TEST_CASE(a_name_that_is_shown_already_is_not_shown_twice)
{
    const std::string theirs = "<div class=\"actor\"><strong>theirs</strong></div>";
    const auto page =
        "<header><nav><div class=\"nav-menu-inner\"></div>" + theirs + "</nav></header>";
    const auto out = insert(page, for_actor);
    BOOST_TEST(count(out, "class=\"actor\"") == 1U);
    BOOST_TEST(count(out, "nav-menu-logout") == 1U);
}

BOOST_AUTO_TEST_CASE(a_menu_is_made_where_datasette_would_have_put_it)
{
    const auto out = squeeze(insert(nav("<p class=\"crumbs\">x</p>"), one_link));
    const auto at = out.find("<details class=\"nav-menu details-menu\">");
    BOOST_TEST(at == out.find("</p>") + 4);
    BOOST_TEST(out.find("</details></nav>") != out.npos);
    BOOST_TEST(count(out, "<ul>" + item + "</ul></div>") == 1U);
    BOOST_TEST(count(out, "class=\"actor\"") == 0U);

    const auto before_name = squeeze(insert(nav(name), for_actor));
    BOOST_TEST(count(before_name, form + "</div></details>" + name + "</nav>") == 1U);
    const auto with_name = squeeze(insert(nav(""), for_actor));
    BOOST_TEST(with_name == before_name);
}

BOOST_AUTO_TEST_CASE(uses_a_custom_menu_with_a_known_class)
{
    const std::string page = "<div class=top><div class=\"x nav-menu-inner\"><ul></ul></div></div>";
    BOOST_TEST(count(insert(page, one_link), item) == 1U);
    const std::string nested =
        "<div class='nav-menu-inner'><div><div></div></div><p></p></div><div>";
    BOOST_TEST(
        squeeze(insert(nested, one_link)) ==
        "<div class='nav-menu-inner'><div><div></div></div>"
        "<p></p><ul>" +
            item + "</ul></div><div>"
    );
}

BOOST_AUTO_TEST_CASE(passes_other_pages_unchanged)
{
    for (const std::string page : {
             "",
             "plain text",
             "{\"nav\": \"<b>\"}",
             "<p>Hello</p>",
             "<nav><ul></ul></nav>",
             "<header><h1>x</h1></header>",
             "<header><div><nav></nav></div></header>",
             "<header><!-- <nav></nav> --></header>",
             "<header><nav></header></nav>",
             "<header><nav>",
             "<header><nav><details class=\"nav-menu\"></details></nav></header>",
             "<header><nav><details class=\"nav-menu\"><ul></ul></details></nav></header>",
             "<div class=\"nav-menu-inner\"></nav><ul></ul></div>",
             "<div class=\"nav-menu-inner\"></details></div>",
             "<div class=\"nav-menu-inner\">",
             "<div class=\"nav-menu-inner2\"></div>",
             "<p class=\"nav-menu-inner\"></p>",
             "<script>\"<header><nav></nav></header>\"</script>",
             "<style><header><nav></nav></header></style>",
             "<textarea><header><nav></nav></header></textarea>",
             "<template><header><nav></nav></header></template>",
             "<title><header><nav></nav></header></title>",
             "<!-- <header><nav></nav></header> -->",
             "<!-- <div class=\"nav-menu-inner\"></div> -->",
             "<p title='<header><nav></nav></header>'>",
             "<plaintext><header><nav></nav></header>",
             "<section class=\"content\"><header><nav></nav></header></section>",
             "<main><header><nav></nav></header></main>",
             "<footer></footer><header><nav></nav></header>",
             "<header><nav><main></nav></header>",
             "<head",
             "<header><nav></na",
         })
        BOOST_TEST(insert(page, for_actor) == page, page);
}

BOOST_AUTO_TEST_CASE(no_second_menu_is_looked_for)
{
    const auto once = insert(nav(""), one_link);
    const auto page = nav("") + nav("") + menu("<ul></ul>");
    BOOST_TEST(insert(page, one_link) == once + nav("") + menu("<ul></ul>"));
    const auto menus = menu("<ul></ul><ul></ul>") + menu("<ul></ul>");
    BOOST_TEST(count(insert(menus, for_actor), "Manage secrets") == 1U);
}

BOOST_AUTO_TEST_CASE(does_nothing_without_entries)
{
    const menu_entries none;
    menu_insertion work(none);
    BOOST_TEST(work.is_over());
    BOOST_TEST(insert(nav(""), none) == nav(""));
}

BOOST_AUTO_TEST_CASE(labels_and_names_are_escaped)
{
    const menu_entries odd{
        {{"/a?b=\"c\"", "<b>&"}}, logout_entry{"/\"x", "\"t", "<script>alert('x')</script>"}};
    const auto out = insert(nav(""), odd);
    BOOST_TEST(count(out, "<a href=\"/a?b=&quot;c&quot;\">&lt;b&gt;&amp;</a>") == 1U);
    BOOST_TEST(count(out, "action=\"/&quot;x\"") == 1U);
    BOOST_TEST(count(out, "value=\"&quot;t\"") == 1U);
    BOOST_TEST(count(out, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") == 1U);
}

BOOST_AUTO_TEST_CASE(unchanged_parts_are_views_of_the_piece)
{
    const auto page = menu("<ul></ul>" + datasettes_form);
    menu_insertion work(for_actor);
    const auto parts = work.feed(page);
    BOOST_REQUIRE_EQUAL(parts.size(), 3U);
    BOOST_TEST(parts[0].data() == page.data());
    BOOST_TEST(parts[2].data() + parts[2].size() == page.data() + page.size());
    BOOST_TEST(parts[0].size() + parts[2].size() == page.size());
    BOOST_TEST(work.is_over());
    BOOST_TEST(work.feed("<header><nav></nav>").size() == 1U);
    BOOST_TEST(work.finish().empty());
}

BOOST_AUTO_TEST_CASE(keeps_no_more_than_the_beginning_of_a_tag)
{
    menu_insertion work(one_link);
    BOOST_TEST(join(work.feed("<header><nav><p>a < b</p><di")) == "<header><nav><p>a < b</p>");
    BOOST_TEST(join(work.feed("v class='x")) == "");
    BOOST_TEST(join(work.feed("'>text </n")) == "<div class='x'>text ");
    BOOST_TEST(!work.is_over());
    BOOST_TEST(join(work.finish()) == "</n");
    BOOST_TEST(work.is_over());
}

BOOST_AUTO_TEST_SUITE_END()
