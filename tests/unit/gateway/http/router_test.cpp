#include "gateway/http/router.hpp"

#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(router_test)

namespace {

std::string name_of(route_kind kind)
{
    switch (kind) {
        case route_kind::upstream:
            return "upstream";
        case route_kind::login:
            return "login";
        case route_kind::logout:
            return "logout";
        case route_kind::password_tool:
            return "password_tool";
        case route_kind::style_sheet:
            return "style_sheet";
        case route_kind::auth_token:
            return "auth_token";
        case route_kind::gateway_status:
            return "gateway_status";
        case route_kind::secrets:
            return "secrets";
        case route_kind::secret:
            return "secret";
        case route_kind::delete_secret:
            return "delete_secret";
        case route_kind::restore_secret:
            return "restore_secret";
        case route_kind::add_slash:
            return "add_slash";
        case route_kind::not_found:
            return "nobody";
    }
    return "";
}

std::string kind_of(std::string_view target, std::string_view base_url = "/")
{
    return name_of(find_route(target, base_url).kind);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_spelling_of_an_own_page_is_ours)
{
    const std::pair<std::string, std::string> pages[]{
        {"login", "login"},
        {"logout", "logout"},
        {"password-tool", "password_tool"},
        {"gateway.css", "style_sheet"},
        {"auth-token", "auth_token"},
        {"gateway.json", "gateway_status"},
        {"secrets", "secrets"},
        {"secrets/KEY", "secret"},
        {"secrets/KEY/delete", "delete_secret"},
        {"secrets/KEY/restore", "restore_secret"}};
    for (const auto& [page, expected] : pages) {
        for (const std::string prefix :
             {"/-/", "//-/", "/-//", "/./-/", "/-/./", "/x/../-/", "/../-/", "/%2d/", "/%2D/",
              "/%2d%2f", "/-%2F", "%2f-/", "/%2e/-/", "/x/%2e%2E/-/", "/-/x/../", "/-/x%2f..%2f",
              "/%2e%2e/%2d/"})
            BOOST_TEST(kind_of(prefix + page) == expected, prefix + page);
        BOOST_TEST(kind_of("/-/" + page + "?x=/..") == expected);
        BOOST_TEST(kind_of("/-/" + page + "?") == expected);
    }
    for (const std::string target :
         {"/-/log%6Fut", "/-/%6c%6f%67%6f%75%74", "/-/%4Cogout/../logout",
          "/-/logout/x/../../logout"})
        BOOST_TEST(kind_of(target) == "logout", target);
    BOOST_TEST(kind_of("/-/auth%2dtoken?token=x") == "auth_token");
    BOOST_TEST(kind_of("/%2D/auth%2Dtoken?token=x") == "auth_token");
}

BOOST_AUTO_TEST_CASE(the_name_of_a_secret_is_taken_as_it_was_sent)
{
    struct named
    {
        std::string target;
        std::string kind;
        std::string name;
    };
    const named cases[]{
        {"/-/secrets/KEY?x=1", "secret", "KEY"},
        {"/-/secrets/a%20b", "secret", "a b"},
        {"/-/secrets/a%2F%2Fb/delete", "delete_secret", "a//b"},
        {"/-/secrets/x%2F..%2FKEY/delete", "delete_secret", "x/../KEY"},
        {"/-/secrets/..%2F..%2Fx/delete", "delete_secret", "../../x"},
        {"/-/secrets/a%252Fb/restore", "restore_secret", "a%2Fb"},
        {"/sub/-/secrets/KEY/delete", "delete_secret", "KEY"},
        {"//-/secrets/KEY/delete", "delete_secret", "KEY"},
        {"/-/secrets/KEY/other", "nobody", ""},
        {"/-/secrets/", "nobody", ""},
        {"/-/secrets/KEY/../KEY2", "nobody", ""},
    };
    for (const auto& each : cases) {
        const auto found = find_route(each.target, each.target[1] == 's' ? "/sub/" : "/");
        BOOST_TEST(name_of(found.kind) == each.kind, each.target);
        BOOST_TEST(found.secret == each.name, each.target);
    }
    BOOST_TEST(kind_of("/-/secretsx") == "upstream");
}

BOOST_AUTO_TEST_CASE(refuses_paths_that_might_become_an_own_page)
{
    for (const std::string target :
         {"/-/logout/", "/-/auth-token/", "/-/auth-token/?token=x", "/-/logout/.", "/-/logout//",
          "/-/logout/x/..", "/%252d/logout", "/-/%256cogout", "/-%252flogout",
          "/x/%252e%252e/-/logout", "/%252D/auth-token?token=x", "/-/logout%2f", "/-/logout%252f",
          "/-/auth-token%2f%2e"})
        BOOST_TEST(kind_of(target) == "nobody", target);
}

BOOST_AUTO_TEST_CASE(all_else_is_datasettes)
{
    for (const std::string target :
         {"/",
          "/db",
          "/db/t?x=/-/logout",
          "/-/",
          "/-/logou",
          "/-/logoutx",
          "/-/logout.json",
          "/x/-/logout",
          "/-/x/logout",
          "/logout",
          "/~2D/logout",
          "/-/Logout",
          "/-/auth_token",
          "//",
          "/%2f",
          "/..",
          "/-/logout/x",
          "/-/logout;x",
          "/-/plugins.json",
          "/db/%2d",
          "/-static/a.js"}) {
        const auto found = find_route(target, "/");
        BOOST_TEST(name_of(found.kind) == "upstream", target);
        BOOST_TEST(found.upstream_target == target);
    }
    BOOST_TEST(kind_of("*") == "upstream");
    BOOST_TEST(find_route("*", "/sub/").upstream_target == "*");
}

BOOST_AUTO_TEST_CASE(base_url_is_taken_off)
{
    const std::pair<std::string, std::string> cases[]{
        {"/sub/", "/"},
        {"/sub/db/t?x=1", "/db/t?x=1"},
        {"/sub//db", "//db"},
        {"/sub/?x", "/?x"},
        {"/sub/%64b", "/%64b"},
        {"/db", "/db"},
        {"/", "/"},
        {"/subx/db", "/subx/db"},
        {"/SUB/db", "/SUB/db"},
        {"//sub/db", "//sub/db"},
    };
    for (const auto& [target, stripped] : cases) {
        const auto found = find_route(target, "/sub/");
        BOOST_TEST(name_of(found.kind) == "upstream", target);
        BOOST_TEST(found.upstream_target == stripped, target);
    }
}

BOOST_AUTO_TEST_CASE(base_url_without_its_slash_is_redirected)
{
    BOOST_TEST(kind_of("/sub", "/sub/") == "add_slash");
    BOOST_TEST(kind_of("/sub?x=1", "/sub/") == "add_slash");
    BOOST_TEST(kind_of("/a/b", "/a/b/") == "add_slash");
    BOOST_TEST(kind_of("/sub", "/") == "upstream");
    BOOST_TEST(kind_of("/su", "/sub/") == "upstream");
    BOOST_TEST(kind_of("/subx", "/sub/") == "upstream");
}

BOOST_AUTO_TEST_CASE(own_pages_match_with_and_without_base_url)
{
    for (const std::string target :
         {"/sub/-/logout", "/-/logout", "/sub/%2d/logout", "//sub/-/logout", "/%73ub/-/logout",
          "/sub//-/logout", "/sub/../-/logout", "/x/../sub/-/logout", "/sub%2f-%2flogout",
          "/%2d/logout"})
        BOOST_TEST(kind_of(target, "/sub/") == "logout", target);
    for (const std::string target :
         {"/sub/-/logout/", "/sub/%252d/logout", "/%2573ub/-/logout", "/sub/-/logout%2f"})
        BOOST_TEST(kind_of(target, "/sub/") == "nobody", target);
    BOOST_TEST(kind_of("/a/b/-/auth-token?token=x", "/a/b/") == "auth_token");
}

// Datasette takes base_url off as well, from what we have already stripped.
BOOST_AUTO_TEST_CASE(base_url_twice_does_not_reach_an_own_page_of_datasettes)
{
    for (const std::string target :
         {"/sub/sub/-/logout", "/sub/sub/-/auth-token?token=x", "/sub/sub/%2d/logout",
          "/sub/%73ub/-/logout", "/sub//sub/-/logout", "/sub/sub/-/logout/",
          "/sub/sub/%252d/logout", "/sub/sub/sub/-/logout"})
        BOOST_TEST(kind_of(target, "/sub/") == "nobody", target);
    BOOST_TEST(find_route("/sub/sub/db", "/sub/").upstream_target == "/sub/db");
    BOOST_TEST(kind_of("/sub/sub/db", "/sub/") == "upstream");
}

BOOST_AUTO_TEST_SUITE_END()
