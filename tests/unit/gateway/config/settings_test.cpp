#include "gateway/config/settings.hpp"

#include "gateway/config/settings_table.hpp"
#include "tests/unit/support/problems.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(settings)

namespace {

using dsgw::test::has;
using dsgw::test::text_of;

dsgw::settings_result parse(const char* text)
{
    return dsgw::parse_settings(
        boost::json::parse(text).get_object(), "f: plugins.datasette-gateway"
    );
}

}  // namespace

BOOST_AUTO_TEST_CASE(defaults_are_those_of_the_contract)
{
    const auto r = parse("{}");
    BOOST_TEST(r.problems.empty());
    const auto& s = r.value;
    BOOST_TEST((s.access_log == dsgw::access_log_format::text));
    BOOST_TEST(s.realm == "Datasette");
    BOOST_TEST((s.auth.challenge == dsgw::challenge_kind::by_mode));
    BOOST_TEST(s.auth.cache.count() == 300);
    BOOST_TEST(s.auth.kdf_queue == 64u);
    BOOST_TEST(s.limits.head_bytes_max == 65536u);
    BOOST_TEST(s.limits.head_timeout.count() == 10000);
    BOOST_TEST(s.upstream.first_byte_timeout.count() == 120000);
    BOOST_TEST(s.session.max_age.count() == 1209600);
}

// The member initialisers and the table say the same.
BOOST_AUTO_TEST_CASE(writing_out_every_default_changes_nothing)
{
    for (const auto& row : dsgw::settings_table()) {
        const std::string value(row.default_value);
        if (value == "none" || row.key == "auth.challenge") continue;
        const auto dot = row.key.find('.');
        const std::string key(row.key);
        const auto text = dot == key.npos ? "{\"" + key + "\": " + value + "}"
                                          : "{\"" + key.substr(0, dot) + "\": {\"" +
                                                key.substr(dot + 1) + "\": " + value + "}}";
        const auto r = parse(text.c_str());
        BOOST_TEST(r.problems.empty(), key << ": " << text_of(r.problems));
        const dsgw::gateway_settings fresh;
        BOOST_TEST(r.value.limits.connections_max == fresh.limits.connections_max);
        BOOST_TEST(
            r.value.limits.body_bytes_per_second_min == fresh.limits.body_bytes_per_second_min
        );
        BOOST_TEST(r.value.limits.idle_timeout.count() == fresh.limits.idle_timeout.count());
        BOOST_TEST(r.value.limits.head_timeout.count() == fresh.limits.head_timeout.count());
        BOOST_TEST(r.value.limits.headers_max == fresh.limits.headers_max);
        BOOST_TEST(r.value.limits.target_bytes_max == fresh.limits.target_bytes_max);
        BOOST_TEST(r.value.limits.head_bytes_max == fresh.limits.head_bytes_max);
        BOOST_TEST(r.value.upstream.connections_max == fresh.upstream.connections_max);
        BOOST_TEST(
            r.value.upstream.connect_timeout.count() == fresh.upstream.connect_timeout.count()
        );
        BOOST_TEST(r.value.upstream.idle_timeout.count() == fresh.upstream.idle_timeout.count());
        BOOST_TEST(r.value.auth.cache.count() == fresh.auth.cache.count());
        BOOST_TEST(r.value.auth.cache_wrong.count() == fresh.auth.cache_wrong.count());
        BOOST_TEST(r.value.auth.cache_entries == fresh.auth.cache_entries);
        BOOST_TEST(r.value.auth.kdf_queue == fresh.auth.kdf_queue);
        BOOST_TEST(r.value.throttle.window.count() == fresh.throttle.window.count());
        BOOST_TEST(r.value.throttle.free_tries == fresh.throttle.free_tries);
        BOOST_TEST(r.value.throttle.max_delay.count() == fresh.throttle.max_delay.count());
        BOOST_TEST(r.value.session.max_age.count() == fresh.session.max_age.count());
    }
}

BOOST_AUTO_TEST_CASE(reads_each_kind)
{
    const auto r = parse(
        R"({"access_log": "json", "realm": "Big Mac", "trusted_proxies": ["10.0.0.0/8", "::1"],
            "auth": {"challenge": "basic", "cache_seconds": 0, "kdf_threads": 2},
            "limits": {"head_timeout": 0.25, "body_bytes": 1000000, "connections": 0},
            "upstream": {"connections": 8}})"
    );
    BOOST_TEST(r.problems.empty(), text_of(r.problems));
    BOOST_TEST((r.value.access_log == dsgw::access_log_format::json));
    BOOST_TEST(r.value.realm == "Big Mac");
    BOOST_TEST(r.value.trusted_proxies.contains(std::string_view("10.9.8.7")));
    BOOST_TEST((r.value.auth.challenge == dsgw::challenge_kind::basic));
    BOOST_TEST(r.value.auth.cache.count() == 0);
    BOOST_TEST(r.value.auth.kdf_threads == 2u);
    BOOST_TEST(r.value.limits.head_timeout.count() == 250);
    BOOST_TEST(r.value.limits.connections_max == 0u);
    BOOST_TEST(r.value.upstream.connections_max == 8u);
}

BOOST_AUTO_TEST_CASE(null_means_not_configured)
{
    const auto r = parse(R"({"realm": null, "auth": {"cache_seconds": null}})");
    BOOST_TEST(r.problems.empty());
    BOOST_TEST(r.value.realm == "Datasette");
}

BOOST_AUTO_TEST_CASE(unknown_keys_are_errors_with_a_suggestion)
{
    const auto r = parse(
        R"({"relam": "x", "cache_seconds": 3, "auth": {"kdf_queu": 1}, "qqqqqqq": 1, "limits": 3})"
    );
    BOOST_TEST(has(r.problems, "datasette-gateway.relam", "did you mean realm?"));
    BOOST_TEST(
        has(r.problems, "datasette-gateway.cache_seconds", "did you mean auth.cache_seconds?")
    );
    BOOST_TEST(has(r.problems, "datasette-gateway.auth.kdf_queu", "did you mean kdf_queue?"));
    BOOST_TEST(has(r.problems, "datasette-gateway.qqqqqqq", "is not a setting"));
    BOOST_TEST(has(r.problems, "datasette-gateway.limits", "must be an object"));
    BOOST_TEST(r.problems.size() == 5u);
}

BOOST_AUTO_TEST_CASE(wrong_types_and_ranges_are_errors_all_at_once)
{
    const auto r = parse(
        R"({"access_log": "xml", "realm": "a\"b", "trusted_proxies": ["10.0.0.1/8"],
            "auth": {"cache_seconds": -1, "kdf_threads": 257, "cache_entries": 0},
            "limits": {"head_bytes": 1023, "headers": 1.5, "head_timeout": "10"},
            "throttle": {"enabled": 1}, "public": "/x"})"
    );
    for (const char* key :
         {"access_log", "realm", "trusted_proxies", "auth.cache_seconds", "auth.kdf_threads",
          "auth.cache_entries", "limits.head_bytes", "limits.headers", "limits.head_timeout",
          "throttle.enabled", "public"})
        BOOST_TEST(has(r.problems, std::string("datasette-gateway.") + key, ""), key);
    BOOST_TEST(has(r.problems, "limits.head_bytes", "0 (no limit) or 1024 to 1048576 (bytes)"));
    BOOST_TEST(has(r.problems, "access_log", "\"text\", \"json\", \"off\""));
    BOOST_TEST(r.problems.size() == 11u);
}

BOOST_AUTO_TEST_CASE(ranges_hold_at_their_ends)
{
    BOOST_TEST(parse(R"({"limits": {"head_bytes": 1024, "headers": 8}})").problems.empty());
    BOOST_TEST(parse(R"({"limits": {"head_bytes": 1048576, "headers": 0}})").problems.empty());
    BOOST_TEST(!parse(R"({"limits": {"head_bytes": 1048577}})").problems.empty());
    BOOST_TEST(!parse(R"({"limits": {"headers": 7}})").problems.empty());
    BOOST_TEST(parse(R"({"auth": {"kdf_threads": 256}})").problems.empty());
}

BOOST_AUTO_TEST_CASE(a_public_entry_is_a_path_or_an_object)
{
    const auto r = parse(
        R"({"public": ["/a", {"path": "/b/*"}, {"path": "/c", "query": "none"},
            {"query": "safe", "path": "/d"}, {"path": "/e.json", "query": "any"}]})"
    );
    BOOST_TEST(r.problems.empty(), text_of(r.problems));
    const std::pair<std::string, dsgw::query_rule> wanted[] = {
        {"/a", dsgw::query_rule::safe},
        {"/b/*", dsgw::query_rule::safe},
        {"/c", dsgw::query_rule::none},
        {"/d", dsgw::query_rule::safe},
        {"/e.json", dsgw::query_rule::any}};
    const auto& paths = r.value.public_paths;
    BOOST_REQUIRE(paths.size() == std::size(wanted));
    for (std::size_t i = 0; i < paths.size(); ++i) {
        BOOST_TEST(paths[i].path == wanted[i].first);
        BOOST_TEST((paths[i].query == wanted[i].second), paths[i].path);
    }
}

BOOST_AUTO_TEST_CASE(a_public_entry_of_another_form_is_an_error)
{
    const std::pair<const char*, const char*> cases[] = {
        {R"({"public": "/x"})", "must be of type"},
        {R"({"public": {"path": "/x"}})", "must be of type"},
        {R"({"public": [1]})", "must be of type"},
        {R"({"public": [null]})", "must be of type"},
        {R"({"public": [["/x"]]})", "must be of type"},
        {R"({"public": [{}]})", "an entry is a path, or an object"},
        {R"({"public": [{"query": "safe"}]})", "an entry is a path, or an object"},
        {R"({"public": [{"path": 1}]})", "an entry is a path, or an object"},
        {R"({"public": [{"path": "/x", "query": "all"}]})", "an entry is a path, or an object"},
        {R"({"public": [{"path": "/x", "query": "Any"}]})", "an entry is a path, or an object"},
        {R"({"public": [{"path": "/x", "query": true}]})", "an entry is a path, or an object"},
        {R"({"public": [{"path": "/x", "query": null}]})", "an entry is a path, or an object"},
        {R"({"public": [{"path": "/x", "querry": "any"}]})", "an entry is a path, or an object"},
        {R"({"public": [{"path": "/x", "query": "any", "a": 1}]})", "an entry is a path, or an"},
        {R"({"public": ["x"]})", "must begin with a slash"},
        {R"({"public": [{"path": "/*", "query": "none"}]})", "would make every path public"},
        {R"({"public": ["/x", "/x"]})", "\"/x\" is listed twice"},
        {R"({"public": ["/x", {"path": "/x", "query": "any"}]})", "\"/x\" is listed twice"},
    };
    for (const auto& [text, what] : cases) {
        const auto r = parse(text);
        BOOST_TEST(r.problems.size() == 1u, text);
        BOOST_TEST(has(r.problems, "datasette-gateway.public", what), text_of(r.problems));
    }
}

BOOST_AUTO_TEST_CASE(pass_headers_are_names_or_their_beginnings)
{
    const auto r = parse(R"({"upstream": {"pass_headers": ["X-Acme-Team", "X-Acme-*", "x_odd"]}})");
    BOOST_TEST(r.problems.empty(), text_of(r.problems));
    const std::vector<std::string> wanted{"X-Acme-Team", "X-Acme-*", "x_odd"};
    BOOST_TEST((r.value.upstream.pass_headers == wanted));
    BOOST_TEST(parse(R"({"upstream": {"pass_headers": []}})").problems.empty());
}

BOOST_AUTO_TEST_CASE(pass_headers_that_cannot_pass_are_errors)
{
    const std::pair<const char*, const char*> cases[] = {
        {R"("X-A")", "must be of type"},
        {R"({"X-A": true})", "must be of type"},
        {R"([1])", "must be of type"},
        {R"(["X-A", null])", "must be of type"},
        {R"([{"name": "X-A"}])", "must be of type"},
        {R"([""])", "is not a header name"},
        {R"(["X A"])", "is not a header name"},
        {R"(["X-A:"])", "is not a header name"},
        {R"(["X-*-A"])", "is not a header name"},
        {R"(["X-**"])", "is not a header name"},
        {R"(["X-A", "*"])", "would pass every header"},
        {R"(["Cookie"])", "is a header that the gateway writes itself"},
        {R"(["authorization"])", "is a header that the gateway writes itself"},
        {R"(["X_Forwarded_For"])", "is a header that the gateway writes itself"},
        {R"(["Content-Length"])", "is a header that the gateway writes itself"},
    };
    for (const auto& [list, what] : cases) {
        const auto text = R"({"upstream": {"pass_headers": )" + std::string(list) + "}}";
        const auto r = parse(text.c_str());
        BOOST_TEST(r.problems.size() == 1u, text);
        BOOST_TEST(
            has(r.problems, "datasette-gateway.upstream.pass_headers", what), text_of(r.problems)
        );
        BOOST_TEST(r.value.upstream.connections_max == 256u);
    }
    for (const auto* text :
         {R"({"upstream": {"pass_header": ["X-A"]}})", R"({"pass_headers": ["X-A"]})"})
        BOOST_TEST(has(parse(text).problems, "pass_header", "pass_headers?"), text);
}

BOOST_AUTO_TEST_CASE(files_of_our_own_are_named_by_their_paths)
{
    const auto r = parse(
        R"({"secrets": {"path": "s.db"}, "audit": {"path": "a.db"}, "session": {"path": "l"}})"
    );
    BOOST_TEST(r.problems.empty(), text_of(r.problems));
    BOOST_TEST(r.value.secrets.path.value() == "s.db");
    BOOST_TEST(r.value.audit_path.value() == "a.db");
    BOOST_TEST(r.value.session.path.value() == "l");
    BOOST_TEST(has(parse(R"({"audit": {"path": ""}})").problems, "audit.path", "not be empty"));
}

BOOST_AUTO_TEST_CASE(the_documentation_holds_this_table)
{
    std::ifstream in(DSGW_DOCS "/configuration.md");
    const std::string page{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    const auto table = dsgw::settings_as_markdown();
    BOOST_TEST((page.find(table) != page.npos), "docs/configuration.md must hold:\n" << table);
}

BOOST_AUTO_TEST_SUITE_END()
