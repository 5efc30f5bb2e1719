// The menu insertion on pages of the real Datasette, of both lines.

#include "gateway/html/menu_insertion.hpp"
#include "tests/unit/support/saved_page.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::count;
using dsgw::test::datasette_lines;
using dsgw::test::load_page;

BOOST_AUTO_TEST_SUITE(menu_insertion_pages_test)

namespace {

const menu_entries for_anonymous{{{"/-/login", "Log in"}}, {}};
const menu_entries for_actor{
    {{"/-/secrets", "Manage secrets"}}, logout_entry{"/-/logout", "token", "Alice <Admin>"}};

struct insertion
{
    std::string page;      // with what was inserted
    std::string original;  // without
    std::size_t blocks = 0;
};

/// Fed in pieces of that size. Parts outside the fed bytes were inserted.
insertion insert(const std::string& page, const menu_entries& entries, std::size_t piece)
{
    menu_insertion work(entries);
    insertion made;
    std::size_t fed = 0;
    const auto take = [&](menu_insertion::parts parts) {
        for (const auto part : parts) {
            made.page += part;
            // Kept bytes come out of the object itself, but in order.
            const auto& rest = std::string_view(page).substr(made.original.size());
            if (rest.substr(0, part.size()) == part && made.original.size() + part.size() <= fed) {
                made.original += part;
            } else {
                ++made.blocks;
            }
        }
    };
    while (fed < page.size()) {
        const auto next = std::string_view(page).substr(fed, piece);
        fed += next.size();
        take(work.feed(next));
    }
    take(work.finish());
    return made;
}

std::string menu_of(const std::string& page)
{
    const auto begin = page.find("<details class=\"nav-menu");
    return page.substr(begin, page.find("</details>", begin) - begin);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_page_has_each_entry_once)
{
    for (const auto line : datasette_lines) {
        for (const std::string name :
             {"index", "database", "table", "query", "not_found", "allow_debug"}) {
            const auto page = load_page(line, name);
            const auto made = insert(page, for_anonymous, page.size());
            BOOST_TEST(made.original == page);
            BOOST_TEST(made.blocks == 1U);
            BOOST_TEST(count(made.page, "nav-menu-inner") == 1U, line << ' ' << name);
            BOOST_TEST(count(menu_of(made.page), "<li><a href=\"/-/login\">Log in</a></li>") == 1U);
            BOOST_TEST(count(made.page, "Log out") == 0U);
        }
        for (const std::string name :
             {"index-actor", "database-actor", "table-actor", "query-actor", "not_found-actor",
              "forbidden", "index-root"}) {
            const auto page = load_page(line, name);
            const auto made = insert(page, for_actor, page.size());
            BOOST_TEST(made.original == page);
            const auto menu = menu_of(made.page);
            const std::string link = "<li><a href=\"/-/secrets\">Manage secrets</a></li>";
            BOOST_TEST(count(made.page, "nav-menu-inner") == 1U, line << ' ' << name);
            BOOST_TEST(count(menu, link) == 1U);
            BOOST_TEST(count(menu, "Log out") == 1U);
            BOOST_TEST(count(made.page, "<div class=\"actor\">") == 1U);
            BOOST_TEST(menu.find(link) < menu.find("Log out"));
        }
    }
}

BOOST_AUTO_TEST_CASE(datasettes_error_pages_do_not_know_the_actor_but_ours_do)
{
    for (const auto line : datasette_lines) {
        const auto page = load_page(line, "not_found-actor");
        BOOST_TEST(count(page, "Alice") == 0U);
        const auto made = insert(page, for_actor, page.size());
        BOOST_TEST(count(made.page, "<strong>Alice &lt;Admin&gt;</strong>") == 1U);
    }
}

BOOST_AUTO_TEST_CASE(links_of_a_plugin_stay_and_are_not_doubled)
{
    for (const auto line : datasette_lines) {
        for (const std::string name : {"plugin-index", "plugin-allow_debug"}) {
            const auto page = load_page(line, name);
            BOOST_TEST(insert(page, for_anonymous, page.size()).page == page, line << ' ' << name);
        }
        for (const std::string name : {"plugin-index-actor", "plugin-logout-actor"}) {
            const auto page = load_page(line, name);
            BOOST_TEST(insert(page, for_actor, page.size()).page == page, line << ' ' << name);
        }
    }
}

BOOST_AUTO_TEST_CASE(behind_a_base_url_as_well)
{
    const menu_entries entries{
        {{"/sub/-/secrets", "Manage secrets"}}, logout_entry{"/sub/-/logout", "", "Alice"}};
    for (const auto line : datasette_lines) {
        const auto page = load_page(line, "sub-index-actor");
        const auto made = insert(page, entries, page.size());
        BOOST_TEST(made.blocks == 1U);
        BOOST_TEST(
            count(made.page, "<li><a href=\"/sub/-/secrets\">Manage secrets</a></li>") == 1U
        );
        BOOST_TEST(count(made.page, "Log out") == 1U);
    }
}

BOOST_AUTO_TEST_CASE(however_a_page_is_cut_the_result_is_the_same)
{
    for (const auto line : datasette_lines) {
        for (const std::string name : {"table-actor", "not_found", "plugin-index-actor"}) {
            const auto page = load_page(line, name);
            for (const auto* entries : {&for_anonymous, &for_actor}) {
                const auto whole = insert(page, *entries, page.size());
                for (const std::size_t piece : {1, 2, 3, 5, 7, 19, 64, 257, 1000, 4096}) {
                    const auto made = insert(page, *entries, piece);
                    BOOST_TEST(made.page == whole.page, line << ' ' << name << ' ' << piece);
                    BOOST_TEST(made.original == page);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(every_single_cut_of_the_head_of_a_page)
{
    for (const auto line : datasette_lines) {
        const auto page = load_page(line, "index-actor");
        const auto whole = insert(page, for_actor, page.size());
        for (std::size_t cut = 1; cut < page.find("<section"); ++cut) {
            menu_insertion work(for_actor);
            std::string out;
            for (const auto& piece : {page.substr(0, cut), page.substr(cut)}) {
                for (const auto part : work.feed(piece))
                    out += part;
            }
            BOOST_TEST(out == whole.page, line << " cut at " << cut);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
