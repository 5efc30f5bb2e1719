#include "gateway/html/menu_entries.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(menu_entries_)

namespace {

const std::vector<menu_link> two_links{{"/a?x=1&y=2", "A & B"}, {"/b\"", "<b>"}};

bool every(std::size_t) { return true; }
bool none(std::size_t) { return false; }

std::size_t count_of(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1))
        ++count;
    return count;
}

}  // namespace

BOOST_AUTO_TEST_CASE(escapes_address_and_label_of_a_link)
{
    const auto items = render_menu_items(two_links, every);
    BOOST_TEST(items.find("<li><a href=\"/a?x=1&amp;y=2\">A &amp; B</a></li>") != items.npos);
    BOOST_TEST(items.find("&lt;b&gt;</a>") != items.npos);
    BOOST_TEST(items.find("/b\"\"") == items.npos);
    BOOST_TEST(count_of(items, "<li>") == 2U);
}

BOOST_AUTO_TEST_CASE(shows_only_the_selected_links)
{
    const auto second = render_menu_items(two_links, [](std::size_t i) { return i == 1; });
    BOOST_TEST(second.find("/a?") == second.npos);
    BOOST_TEST(count_of(second, "<li>") == 1U);
    const auto list = render_menu_list(two_links, every);
    BOOST_TEST(list.starts_with("<ul>"));
    BOOST_TEST(count_of(list, "</ul>") == 1U);
    for (const auto& empty :
         {render_menu_items(two_links, none), render_menu_list(two_links, none),
          render_menu_items({}, every), render_menu_list({}, every)})
        BOOST_TEST(empty == "");
}

BOOST_AUTO_TEST_CASE(the_form_sends_a_token_if_there_is_one)
{
    const auto form = render_logout_form({"/sub/-/logout", "a\"b", "x"});
    BOOST_TEST(form.find("action=\"/sub/-/logout\" method=\"post\"") != form.npos);
    BOOST_TEST(count_of(form, "name=\"csrftoken\"") == 1U);
    BOOST_TEST(form.find("a\"b") == form.npos);
    const auto without = render_logout_form({"/-/logout", "", "x"});
    BOOST_TEST(without.find("csrftoken") == without.npos);
}

BOOST_AUTO_TEST_CASE(a_name_is_text)
{
    const auto name = render_actor_name({"", "", "<script>&"});
    BOOST_TEST(name.find("<strong>&lt;script&gt;&amp;</strong>") != name.npos);
}

BOOST_AUTO_TEST_CASE(a_menu_holds_its_entries_unchanged)
{
    const auto menu = render_menu("<ul></ul>");
    BOOST_TEST(menu.starts_with("<details class=\"nav-menu details-menu\">"));
    BOOST_TEST(
        menu.find("<div class=\"nav-menu-inner\">\n            <ul></ul></div>") != menu.npos
    );
    BOOST_TEST(count_of(menu, "<details") == count_of(menu, "</details>"));
}

BOOST_AUTO_TEST_CASE(is_empty_without_links_and_logout)
{
    menu_entries entries;
    BOOST_TEST(entries.empty());
    entries.links = two_links;
    BOOST_TEST(!entries.empty());
    entries.links.clear();
    entries.logout = logout_entry{};
    BOOST_TEST(!entries.empty());
}

BOOST_AUTO_TEST_SUITE_END()
