#include "gateway/pages/secrets/save_secret.hpp"

#include "tests/unit/gateway/pages/secrets/view_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using namespace dsgw::secrets::test;
using verdict = form_outcome::verdict;

BOOST_FIXTURE_TEST_SUITE(save_secret_, test::view_fixture)

namespace {

secret_form form(
    std::string_view value, std::string note = "",
    std::optional<std::int64_t> version = std::nullopt
)
{
    return {"KEY", secret_bytes(value), std::move(note), version, alice};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_value_makes_a_normalised_version)
{
    const auto outcome = save_secret(*store, *site.known, form("  sk-1\r\n", "the note"));
    BOOST_TEST((outcome.how == verdict::done));
    BOOST_TEST(outcome.message == "Secret KEY updated");
    BOOST_TEST(value_of(*store, "KEY") == "sk-1");
    BOOST_TEST((save_secret(*store, *site.known, form("sk-2")).how == verdict::done));
    const auto versions = store->history("KEY").value();
    BOOST_REQUIRE(versions.size() == 2U);
    BOOST_TEST(versions[0].note.empty());
    BOOST_TEST(versions[0].updated_by.value() == "alice");
}

BOOST_AUTO_TEST_CASE(without_a_value_the_note_changes_in_place)
{
    set(*store, "KEY", "one");
    auto outcome = save_secret(*store, *site.known, form(" \r\n", "new"));
    BOOST_TEST((outcome.how == verdict::done));
    BOOST_TEST(outcome.message == "Note updated: KEY");
    BOOST_TEST((save_secret(*store, *site.known, form("", "new")).how == verdict::unchanged));
    outcome = save_secret(*store, *site.known, form("", ""));
    BOOST_TEST((outcome.how == verdict::done));
    BOOST_TEST(outcome.message.empty());
    BOOST_TEST(store->history("KEY").value().size() == 1U);
    BOOST_TEST(store->audit_of("KEY", 10).value().size() == 3U);
}

BOOST_AUTO_TEST_CASE(refuses_invalid_values_with_a_message)
{
    struct refusal
    {
        std::string value;
        std::string note;
        std::string_view message;
    };
    const std::vector<refusal> cases{
        {"", "", "Secret is required"},
        {"x", std::string(101, 'n'), "the note is longer than 100 characters"},
        {"x", "\xff", "the note is not UTF-8 text"},
        {std::string(1'048'577, 'x'), "", "the secret is longer than 1 MiB"},
        {std::string("a\0b", 3), "", "the secret contains a NUL byte"},
        {"\xc3(", "", "the secret is not UTF-8"},
    };
    for (const auto& each : cases) {
        const auto outcome = save_secret(*store, *site.known, form(each.value, each.note));
        BOOST_TEST((outcome.how == verdict::refused), each.message);
        BOOST_TEST(outcome.message.find(each.message) != std::string::npos, outcome.message);
    }
    BOOST_TEST(store->list().value().empty());
}

BOOST_AUTO_TEST_CASE(refuses_an_unknown_name)
{
    auto unknown = form("x");
    unknown.name = "NOBODY";
    BOOST_TEST((save_secret(*store, *site.known, unknown).how == verdict::unknown));
    BOOST_TEST(store->list().value().empty());
}

BOOST_AUTO_TEST_CASE(a_form_that_was_loaded_before_another_update_is_outdated)
{
    set(*store, "KEY", "one");
    set(*store, "KEY", "two");
    BOOST_TEST((save_secret(*store, *site.known, form("mine", "", 1)).how == verdict::outdated));
    BOOST_TEST((save_secret(*store, *site.known, form("", "mine", 1)).how == verdict::outdated));
    BOOST_TEST((save_secret(*store, *site.known, form("mine", "", 0)).how == verdict::outdated));
    BOOST_TEST(value_of(*store, "KEY") == "two");
    BOOST_TEST((save_secret(*store, *site.known, form("mine", "", 2)).how == verdict::done));
}

BOOST_AUTO_TEST_CASE(does_not_write_a_secret_of_the_environment)
{
    const dsgw::test::scoped_variable variable("DATASETTE_SECRETS_KEY", "x");
    const auto outcome = save_secret(*store, *site.known, form("y"));
    BOOST_TEST((outcome.how == verdict::refused));
    BOOST_TEST(outcome.message.find("DATASETTE_SECRETS_KEY") != std::string::npos);
    BOOST_TEST((restore_secret(*store, "KEY", 1, alice).how == verdict::refused));
}

BOOST_AUTO_TEST_CASE(an_older_version_comes_back_as_a_new_one)
{
    set(*store, "KEY", "one");
    set(*store, "KEY", "two");
    const auto outcome = restore_secret(*store, "KEY", 1, alice);
    BOOST_TEST((outcome.how == verdict::done));
    BOOST_TEST(outcome.message == "Version 1 of KEY restored");
    BOOST_TEST(value_of(*store, "KEY") == "one");
    BOOST_TEST(store->history("KEY").value().size() == 3U);
    BOOST_TEST((restore_secret(*store, "KEY", 9, alice).how == verdict::unknown));
    BOOST_TEST((restore_secret(*store, "OTHER", 1, alice).how == verdict::unknown));
}

BOOST_AUTO_TEST_CASE(a_deleted_secret_is_gone)
{
    set(*store, "KEY", "one");
    const auto outcome = delete_secret(*store, "KEY", alice);
    BOOST_TEST((outcome.how == verdict::done));
    BOOST_TEST(outcome.message == "Secret KEY deleted");
    BOOST_TEST((delete_secret(*store, "KEY", alice).how == verdict::unknown));
}

BOOST_AUTO_TEST_CASE(does_not_replace_a_row_that_no_key_decrypts)
{
    set(*store, "KEY", "one");
    store->use_keys(make_ring(make_key("other")));
    const auto outcome = save_secret(*store, *site.known, form("two"));
    BOOST_TEST((outcome.how == verdict::refused));
    BOOST_TEST(outcome.message.find("none of the configured encryption keys") != std::string::npos);
    BOOST_TEST(store->history("KEY").value().size() == 1U);
}

BOOST_AUTO_TEST_CASE(reports_a_database_that_cannot_be_written)
{
    set(*store, "KEY", "one");
    auto other = outsider();
    other->run("begin immediate");
    const auto outcome = save_secret(*store, *site.known, form("two"));
    BOOST_TEST((outcome.how == verdict::failed));
    BOOST_TEST(outcome.message.find("locked") != std::string::npos, outcome.message);
    other->run("rollback");
    BOOST_TEST(value_of(*store, "KEY") == "one");
}

BOOST_AUTO_TEST_SUITE_END()
