#include "gateway/config/allow_warnings.hpp"

#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(allow_warnings)

namespace {

using dsgw::test::has;
using dsgw::test::some_hash;
using dsgw::test::temp_folder;
using dsgw::test::text_of;

constexpr std::string_view open_site = "This site is open to everyone";

dsgw::problem_list warnings_of(const std::string& text, bool denies_by_default = false)
{
    const temp_folder f;
    dsgw::config_inputs inputs;
    inputs.metadata = f.write("m.yaml", text);
    inputs.denies_by_default = denies_by_default;
    const auto loaded = dsgw::load_config(inputs);
    BOOST_REQUIRE_MESSAGE(loaded.value, text_of(loaded.problems));
    return loaded.warnings;
}

std::string with_account(const std::string& text)
{
    return "plugins: {datasette-auth-passwords: {ann_password_hash: \"" + some_hash +
           "\", actors: {ann: {id: a1}}}}\n" + text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_open_site_is_a_warning)
{
    BOOST_TEST(has(dsgw::load_config({}).warnings, "", open_site));
    for (const auto* text :
         {"title: x", "allow_sql: false", "permissions: {insert-row: {id: a}}", "allow: null",
          "databases: {d: {allow: true}}", "databases: {d: {allow: {unauthenticated: true}}}",
          "databases: {d: {permissions: {view-table: true}}}"})
        BOOST_TEST(has(warnings_of(text), "", open_site), text);
    BOOST_TEST(has(warnings_of("title: x"), "", "no accounts"));
}

BOOST_AUTO_TEST_CASE(accounts_close_nothing_by_themselves)
{
    for (const auto* text : {"title: x", "allow_sql: {id: a1}", "databases: {d: {allow: true}}"}) {
        const auto found = warnings_of(with_account(text));
        BOOST_TEST(has(found, "", open_site), text);
        BOOST_TEST(has(found, "", "the accounts serve only to log in"), text_of(found));
    }
    for (const auto* text :
         {"allow: true", "allow: {id: a1}", "allow: {unauthenticated: true}",
          "databases: {d: {allow: {id: a1}}}", "permissions: {view-instance: true}"})
        BOOST_TEST(!has(warnings_of(with_account(text)), "", open_site), text);
}

BOOST_AUTO_TEST_CASE(a_site_that_something_closes_or_that_is_meant_open_is_none)
{
    for (const auto* text :
         {"allow: true", "allow: {id: a}", "databases: {d: {allow: false}}",
          "databases: {d: {tables: {t: {allow: false}}}}", "permissions: {view-instance: {id: a}}",
          "plugins: {datasette-auth-passwords: {http_basic_auth: true}}"})
        BOOST_TEST(!has(warnings_of(text), "", open_site), text);
    BOOST_TEST(!has(warnings_of("title: x", true), "", open_site));
}

BOOST_AUTO_TEST_CASE(a_block_that_matches_no_actor_is_a_warning)
{
    BOOST_TEST(has(warnings_of("allow: {unauthenticated: false}"), "allow", "admits no actor"));
    BOOST_TEST(has(warnings_of("allow: {unauthenticated: 'true'}"), "allow", "admits no actor"));
    BOOST_TEST(
        has(warnings_of("allow: {unauthenticated: false, id: a}"), "allow",
            "has an effect only with the value true")
    );
    for (const auto* text : {"allow: {}", "allow: false", "allow: {unauthenticated: true}"})
        BOOST_TEST(!has(warnings_of(text), "allow", ""), text);
}

BOOST_AUTO_TEST_CASE(an_actor_without_an_account_is_a_warning)
{
    const auto found = warnings_of(with_account(
        "allow: {id: [a1, ann, root]}\ndatabases: {d: {allow: {id: bob}, tables: {t: {allow: {id: "
        "'*'}}}}}\n"
    ));
    BOOST_TEST(has(found, "m.yaml: allow", "\"ann\""));
    BOOST_TEST(has(found, "databases.d.allow", "\"bob\""));
    BOOST_TEST(found.size() == 2u, text_of(found));
    // Then actors come from a plugin.
    BOOST_TEST(warnings_of("allow: {id: bob}").empty());
}

BOOST_AUTO_TEST_SUITE_END()
