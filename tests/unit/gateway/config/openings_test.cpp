#include "gateway/config/openings.hpp"

#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

BOOST_AUTO_TEST_SUITE(openings)

namespace {

using dsgw::test::some_hash;
using dsgw::test::temp_folder;
using dsgw::test::text_of;

std::shared_ptr<const dsgw::config> load(const std::string& text)
{
    const temp_folder f;
    dsgw::config_inputs inputs;
    inputs.config = f.write("d.yaml", text);
    const auto loaded = dsgw::load_config(inputs);
    BOOST_REQUIRE_MESSAGE(loaded.value, text_of(loaded.problems));
    return loaded.value;
}

std::string openings_of(const std::string& before, const std::string& after)
{
    std::string out;
    for (const auto& line : dsgw::find_openings(*load(before), *load(after)))
        out +=
            line.substr(line.find("d.yaml: ") == line.npos ? 0 : line.find("d.yaml: ") + 8) + '\n';
    return out;
}

std::string basic(bool on, const std::string& more = "")
{
    return std::string("plugins: {datasette-auth-passwords: {http_basic_auth: ") +
           (on ? "true" : "false") + more + "}}\n";
}

}  // namespace

BOOST_AUTO_TEST_CASE(only_a_restart_turns_basic_auth_off)
{
    const auto on = load(basic(true));
    const auto off = load(basic(false));
    BOOST_TEST(dsgw::check_reload(*on, *off).has_value());
    BOOST_TEST(dsgw::check_reload(*on, *load("title: x")).has_value());
    BOOST_TEST(!dsgw::check_reload(*off, *on).has_value());
    BOOST_TEST(!dsgw::check_reload(*on, *on).has_value());
    BOOST_TEST(!dsgw::check_reload(*off, *off).has_value());
}

BOOST_AUTO_TEST_CASE(blocks_that_are_gone_or_wider)
{
    const std::pair<std::string, std::string> opening[] = {
        {"allow: {id: a}", "title: x"},
        {"allow: false", "allow: {id: a}"},
        {"allow: {id: a}", "allow: {id: [a, b]}"},
        {"allow: {id: a}", "allow: {id: '*'}"},
        {"allow: {id: a}", "allow: {id: a, role: staff}"},
        {"allow: {id: a}", "allow: {id: a, unauthenticated: true}"},
        {"allow: {id: a}", "allow: true"},
        {"allow_sql: false", "allow_sql: true"},
        {"databases: {d: {allow: {id: a}}}", "databases: {d: {}}"},
        {"databases: {d: {tables: {t: {allow: false}}}}", "databases: {d: {tables: {t: {}}}}"},
        {"allow: {id: a}", "allow: {id: a}\ndatabases: {d: {allow: true}}"},
        {"permissions: {view-instance: {id: a}}", "title: x"},
        {"title: x", "permissions: {insert-row: {id: a}}"},
        {"databases: {d: {permissions: {insert-row: {id: a}}}}",
         "databases: {d: {permissions: {insert-row: {id: '*'}}}}"},
        {"settings: {default_allow_sql: false}", "settings: {default_allow_sql: true}"},
        {"settings: {default_allow_sql: 'off'}", "title: x"},
    };
    for (const auto& [before, after] : opening)
        BOOST_TEST(!openings_of(before, after).empty(), before + " -> " + after);
}

BOOST_AUTO_TEST_CASE(closing_or_unchanged_settings_are_not_openings)
{
    const std::pair<std::string, std::string> closing[] = {
        {"title: x", "allow: {id: a}"},
        {"allow: {id: '*'}", "allow: {id: a}"},
        {"allow: {id: [a, b]}", "allow: {id: b}"},
        {"allow: true", "title: x"},
        {"allow: {id: a}", "allow: {id: a}"},
        {"allow: {id: a}", "allow: {id: a}\ndatabases: {d: {allow: {id: a}}}"},
        {"permissions: {insert-row: {id: a}}", "title: x"},
        {"allow: {id: a}", "allow: {id: a, unauthenticated: false}"},
        {"databases: {d: {allow: {id: a}}}", "allow: false"},
        {"settings: {default_allow_sql: true}", "settings: {default_allow_sql: false}"},
    };
    for (const auto& [before, after] : closing)
        BOOST_TEST(openings_of(before, after) == "", before + " -> " + after);
}

BOOST_AUTO_TEST_CASE(each_opening_is_named)
{
    BOOST_TEST(
        openings_of("databases: {d: {allow: {id: a}}}", "title: x") ==
        "databases.d.allow: the block was removed\n"
    );
    BOOST_TEST(
        openings_of("allow: {id: a}", "allow: {id: b}") == "allow: admits more people than before\n"
    );
}

BOOST_AUTO_TEST_CASE(public_paths_and_weaker_settings)
{
    const auto with = [](const std::string& own) {
        return "plugins: {datasette-auth-passwords: {http_basic_auth: true}, datasette-gateway: {" +
               own + "}}\n";
    };
    BOOST_TEST(
        openings_of(with("public: [/a]"), with("public: [/a, /b]")) ==
        "public: \"/b\" no longer needs credentials, or accepts more queries without them\n"
    );
    BOOST_TEST(openings_of(with("public: [/a, /b]"), with("public: [/a]")) == "");
    BOOST_TEST(openings_of(with("public: [/a]"), with("public: [{path: /a, query: any}]")) != "");
    BOOST_TEST(openings_of(with("public: [{path: /a, query: any}]"), with("public: [/a]")) == "");
    BOOST_TEST(openings_of(with(""), with("password_tool: everybody")) != "");
    BOOST_TEST(openings_of(with(""), with("throttle: {enabled: false}")) != "");
    BOOST_TEST(openings_of(with(""), with("cors_preflight: true")) != "");
    const auto previous =
        openings_of(with(""), with("session: {previous_secrets: [of-yesterday]}"));
    BOOST_TEST(previous.find("of-yesterday") == std::string::npos, previous);
}

BOOST_AUTO_TEST_CASE(new_accounts_and_other_actors)
{
    const auto with = [](const std::string& more) {
        return basic(true, ", ann_password_hash: \"" + some_hash + '"' + more);
    };
    const auto bob = ", bob_password_hash: \"" + some_hash + '"';
    BOOST_TEST(
        openings_of(with(""), with(bob)).find("a new account, \"bob\"") != std::string::npos
    );
    BOOST_TEST(openings_of(with(bob), with("")) == "");
    BOOST_TEST(
        openings_of(with(""), with(", actors: {ann: {id: root}}")).find("another actor") !=
        std::string::npos
    );
}

BOOST_AUTO_TEST_SUITE_END()
