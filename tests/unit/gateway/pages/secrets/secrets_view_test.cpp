#include "gateway/pages/secrets/secrets_view.hpp"

#include "tests/unit/gateway/pages/secrets/view_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using namespace dsgw::secrets::test;

BOOST_FIXTURE_TEST_SUITE(secrets_view, test::view_fixture)

namespace {

std::vector<std::string> names_of(const std::vector<stored_secret>& rows)
{
    std::vector<std::string> names;
    for (const auto& row : rows)
        names.push_back(row.name);
    return names;
}

using names_list = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(the_list_has_three_parts)
{
    const dsgw::test::scoped_variable variable("DATASETTE_SECRETS_FROM_ENV", "x");
    set(*store, "zoo", "one");
    set(*store, "abc", "one");
    const auto page = view_secrets(*store, site, "").value();
    BOOST_TEST(page.total == 5U);
    BOOST_TEST(page.base_url == "/sub/");
    BOOST_TEST(
        names_of(page.stored) == (names_list{"abc", "zoo"}), boost::test_tools::per_element()
    );
    BOOST_TEST(page.stored[0].version == 1);
    BOOST_TEST(page.stored[0].updated_by == "Al");
    BOOST_TEST(page.stored[0].updated_at == "2023-11-14 22:13:20");
    BOOST_TEST(page.stored[0].is_editable);
    BOOST_TEST(page.stored[0].is_readable);
    BOOST_REQUIRE(page.unset.size() == 2U);
    BOOST_TEST(page.unset[0].name == "OPENAI_API_KEY");
    BOOST_TEST(page.unset[0].about.obtain_label == "Get it");
    BOOST_REQUIRE(page.environment.size() == 1U);
    BOOST_TEST(page.environment[0].variable == "DATASETTE_SECRETS_FROM_ENV");
}

BOOST_AUTO_TEST_CASE(a_query_is_looked_for_in_name_description_and_note)
{
    set(*store, "abc", "one");
    const auto noted = store->set(of("other"), "two", "About ABC", refuse);
    BOOST_REQUIRE(noted.has_value());
    const auto page = view_secrets(*store, site, "aBc").value();
    BOOST_TEST(
        names_of(page.stored) == (names_list{"abc", "other"}), boost::test_tools::per_element()
    );
    BOOST_TEST(page.unset.empty());
    BOOST_TEST(page.total == 5U);
    BOOST_TEST(page.query == "aBc");
    BOOST_TEST(view_secrets(*store, site, "OpenAI").value().unset.size() == 1U);
}

BOOST_AUTO_TEST_CASE(names_without_a_page_can_only_be_deleted)
{
    set(*store, "fine", "one");
    outsider()->run("update datasette_secrets set name = 'not/fine'");
    const auto page = view_secrets(*store, site, "").value();
    BOOST_TEST(!page.stored.at(0).is_editable);
    for (const auto* name : {"", ".", "..", "a/b", "a b"})
        BOOST_TEST(!has_page(name), name);
    for (const auto* name : {"a", "...", ".a", "A-b_c.9"})
        BOOST_TEST(has_page(name), name);
    BOOST_TEST(view_choices(*store, site).value().size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_secret_is_shown_with_its_history_and_never_its_value)
{
    set(*store, "KEY", "first");
    set(*store, "KEY", "the second");
    BOOST_REQUIRE(read_value(*store, "KEY", "alice").has_value());
    const auto page = view_secret(*store, site, "KEY").value();
    BOOST_REQUIRE(page.current.has_value());
    BOOST_TEST(page.current->version == 2);
    BOOST_TEST(page.current->value.characters == 10U);
    BOOST_TEST(page.current->value.fingerprint.size() == 8U);
    BOOST_TEST(page.last_used_by == "Al");
    BOOST_REQUIRE(page.history.size() == 2U);
    BOOST_TEST(page.history[1].value.characters == 5U);
    BOOST_TEST(page.history[1].value.fingerprint != page.current->value.fingerprint);
    BOOST_REQUIRE(page.events.size() == 2U);
    BOOST_TEST(page.events[0].action == "set (version 2)");
    BOOST_TEST(page.events[0].who == "Al");
    BOOST_TEST(page.events[0].client == "192.0.2.1");
}

BOOST_AUTO_TEST_CASE(a_registered_secret_has_a_page_before_it_has_a_value)
{
    const auto page = view_secret(*store, site, "OPENAI_API_KEY").value();
    BOOST_TEST(!page.current.has_value());
    BOOST_TEST(page.about.obtain_url == "https://ex.test/");
    BOOST_TEST(page.environment.empty());
    const dsgw::test::scoped_variable variable("DATASETTE_SECRETS_FROM_ENV", "x");
    BOOST_TEST(
        view_secret(*store, site, "FROM_ENV").value().environment == "DATASETTE_SECRETS_FROM_ENV"
    );
}

BOOST_AUTO_TEST_CASE(an_unknown_name_is_not_there)
{
    using secrets::errc;
    BOOST_TEST((view_secret(*store, site, "NOBODY").error().code == errc::no_such_secret));
    BOOST_TEST((view_deletion(*store, site, "FROM_ENV").error().code == errc::no_such_secret));
    const auto choices = view_choices(*store, site).value();
    BOOST_REQUIRE(choices.size() == 3U);
    BOOST_TEST(choices[0].href == "/sub/-/secrets/OPENAI_API_KEY");
}

BOOST_AUTO_TEST_CASE(deletion_reports_the_number_of_versions)
{
    set(*store, "KEY", "one");
    set(*store, "KEY", "two");
    BOOST_TEST(view_deletion(*store, site, "KEY").value().versions == 2U);
}

BOOST_AUTO_TEST_CASE(a_row_that_no_key_opens_is_shown_as_such)
{
    set(*store, "KEY", "one");
    store->use_keys(make_ring(make_key("other")));
    BOOST_TEST(!view_secrets(*store, site, "").value().stored.at(0).is_readable);
    const auto page = view_secret(*store, site, "KEY").value();
    BOOST_TEST(page.current.value().value.fingerprint.empty());
}

BOOST_AUTO_TEST_SUITE_END()
