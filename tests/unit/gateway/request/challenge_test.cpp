#include "gateway/request/challenge.hpp"

#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using dsgw::test::header_of;
using dsgw::test::make_thread_config;
using dsgw::test::request_text;
using dsgw::test::some_hash;
using dsgw::test::test_exchange;

BOOST_AUTO_TEST_SUITE(challenge_test)

namespace {

std::shared_ptr<thread_config> strict_config(
    const std::string& challenge, const std::string& base_url = "/"
)
{
    const std::string own =
        challenge.empty() ? "" : "\"auth\": {\"challenge\": \"" + challenge + "\"}, ";
    return make_thread_config(
        "{\"plugins\": {\"datasette-auth-passwords\": {\"http_basic_auth\": true, "
        "\"alice_password_hash\": \"" +
            some_hash + "\"}, \"datasette-gateway\": {" + own + "\"realm\": \"House\"}}}",
        base_url
    );
}

/// Status, then Location or WWW-Authenticate.
std::string asked(
    const std::string& challenge, const std::string& line, const std::string& lines,
    auth::refusal why = auth::refusal::no_credentials, const std::string& base_url = "/"
)
{
    test_exchange one(strict_config(challenge, base_url), request_text(line, lines));
    const auto made = make_challenge_reply(one.ex, why);
    return std::to_string(made.status) + header_of(made, "Location") +
           header_of(made, "WWW-Authenticate");
}

const std::string page = "GET /data?a=1&b=%2F HTTP/1.1";
const std::string navigation = "Sec-Fetch-Mode: navigate\r\nAccept: text/html,*/*\r\n";
const std::string old_browser = "Accept: text/html,*/*;q=0.8\r\n";
const std::string subresource = "Sec-Fetch-Mode: no-cors\r\nAccept: text/html\r\n";
const std::string basic_box = "401<Basic realm=\"House\", charset=\"UTF-8\">";
const std::string no_box = "401<Session realm=\"House\">";
const std::string form = "302</-/login?next=/data%3Fa%3D1%26b%3D%252F>";

}  // namespace

BOOST_AUTO_TEST_CASE(the_basic_challenge_is_the_same_for_all)
{
    for (const std::string challenge : {"", "basic"}) {
        for (const auto& lines : {std::string(), navigation, old_browser, subresource})
            BOOST_TEST(asked(challenge, page, lines) == basic_box, lines);
    }
}

BOOST_AUTO_TEST_CASE(a_navigation_is_redirected_to_the_form)
{
    for (const std::string challenge : {"form", "auto"}) {
        for (const auto& lines : {navigation, old_browser}) {
            BOOST_TEST(asked(challenge, page, lines) == form, lines);
            BOOST_TEST(asked(challenge, "POST /data HTTP/1.1", lines).starts_with("401"));
        }
        BOOST_TEST(asked(challenge, page, subresource) == no_box);
        BOOST_TEST(asked(challenge, "GET / HTTP/1.1", navigation) == "302</-/login>");
        const auto wrong = auth::refusal::wrong;
        BOOST_TEST(asked(challenge, page, navigation, wrong) == basic_box);
        const auto missing = auth::refusal::no_credentials;
        const std::string below = "GET /sub/x HTTP/1.1";
        BOOST_TEST(
            asked(challenge, below, navigation, missing, "/sub/") == "302</sub/-/login?next=/sub/x>"
        );
        const auto long_way = "GET /" + std::string(2000, 'x') + " HTTP/1.1";
        BOOST_TEST(asked(challenge, long_way, navigation) == "302</-/login>");
    }
}

BOOST_AUTO_TEST_CASE(auto_challenges_programs_with_basic)
{
    for (const std::string lines : {"", "Accept: */*\r\n", "Accept: application/json\r\n"}) {
        BOOST_TEST(asked("auto", page, lines) == basic_box, lines);
        BOOST_TEST(asked("form", page, lines) == no_box, lines);
    }
}

BOOST_AUTO_TEST_CASE(a_browser_over_plain_http_sees_no_box)
{
    const std::string firefox =
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n";
    const std::string chrome =
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/140.0.0.0 Safari/537.36\r\n";
    for (const std::string& lines :
         {firefox, chrome, std::string("Accept-Language: en-GB,en;q=0.5\r\n"),
          std::string("Referer: http://data.example.org/data\r\n"),
          std::string("Referer: http://data.example.org:80\r\n"),
          std::string("Origin: http://data.example.org\r\n"),
          std::string("sec-fetch-dest: image\r\n")}) {
        BOOST_TEST(asked("auto", page, "Accept: */*\r\n" + lines) == no_box, lines);
        BOOST_TEST(asked("basic", page, "Accept: */*\r\n" + lines) == basic_box, lines);
        BOOST_TEST(asked("auto", page, old_browser + lines) == form, lines);
        const auto ajax = old_browser + "X-Requested-With: XMLHttpRequest\r\n" + lines;
        BOOST_TEST(asked("auto", page, ajax) == no_box, lines);
        const auto wrong = auth::refusal::wrong;
        BOOST_TEST(asked("auto", page, "Accept: */*\r\n" + lines, wrong) == no_box, lines);
        BOOST_TEST(asked("auto", page, old_browser + lines, wrong) == basic_box, lines);
    }
}

BOOST_AUTO_TEST_CASE(programs_that_wait_for_a_challenge_get_it)
{
    for (const std::string lines :
         {"User-Agent: Wget/1.21.3\r\nAccept: */*\r\nAccept-Encoding: identity\r\n",
          "User-Agent: curl/7.88.1\r\nAccept: */*\r\n", "User-Agent: Python-urllib/3.11\r\n",
          "User-Agent: python-requests/2.32.3\r\nAccept: */*\r\n",
          "User-Agent: libcurl/7.88.1 r-curl/5.2.0 httr/1.4.7\r\nAccept: application/json\r\n",
          "User-Agent: Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)\r\n",
          "User-Agent: Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; ms-office)\r\n",
          "User-Agent: Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) "
          "WindowsPowerShell/5.1.19041.1682\r\n",
          "Accept-Language: *\r\n", "Referer: http://elsewhere.example/a\r\n",
          "Referer: http://a.example/\r\n", "Referer: nonsense\r\n", "Referer: http://\r\n"})
        BOOST_TEST(asked("auto", page, lines) == basic_box, lines);
}

BOOST_AUTO_TEST_CASE(programs_read_the_challenge_as_json)
{
    for (const auto why :
         {auth::refusal::no_credentials, auth::refusal::malformed, auth::refusal::wrong}) {
        for (const std::string challenge : {"basic", "form", "auto"}) {
            test_exchange one(strict_config(challenge), request_text("GET /data.json HTTP/1.1"));
            const auto made = make_challenge_reply(one.ex, why);
            BOOST_TEST(made.status == 401u);
            BOOST_TEST(made.content_type == "application/json; charset=utf-8");
            BOOST_TEST(made.body == make_challenge("x", reply_format::json).body);
        }
    }
}

BOOST_AUTO_TEST_CASE(the_way_in_is_open)
{
    const auto open = [](const std::string& challenge, const std::string& target) {
        test_exchange one(strict_config(challenge), request_text("GET " + target + " HTTP/1.1"));
        one.ex.route = find_route(one.ex.request.target, "/");
        return is_public(one.ex);
    };
    for (const std::string challenge : {"form", "auto", "basic"}) {
        BOOST_TEST(open(challenge, "/-/gateway.css"));
        BOOST_TEST(open(challenge, "/-/login") == (challenge != "basic"));
        BOOST_TEST(open(challenge, "/-/logout") == (challenge != "basic"));
        for (const std::string other :
             {"/", "/-/logout/", "/-/password-tool", "/-/auth-token", "/-/login/", "/data"})
            BOOST_TEST(!open(challenge, other), other);
    }
}

BOOST_AUTO_TEST_CASE(the_menu_offers_what_there_is)
{
    const auto settled = [](const std::shared_ptr<thread_config>& at) {
        return std::pair(has_login_form(*at->snapshot), offers_login(*at->snapshot));
    };
    BOOST_TEST((settled(strict_config("")) == std::pair(false, true)));
    BOOST_TEST((settled(strict_config("auto")) == std::pair(true, true)));
    BOOST_TEST((settled(make_thread_config()) == std::pair(true, false)));
    BOOST_TEST(
        (settled(make_thread_config(
             "{\"plugins\": {\"datasette-auth-passwords\": {\"a_password_hash\": \"" + some_hash +
             "\"}, \"datasette-gateway\": {\"auth\": {\"challenge\": \"basic\"}}}}"
         )) == std::pair(false, false))
    );
}

BOOST_AUTO_TEST_CASE(a_preflight_is_answered_only_where_it_is_configured_and_for_datasette)
{
    const auto is_answered = [](const std::string& own, const std::string& target) {
        const auto at = make_thread_config(
            R"({"plugins": {"datasette-auth-passwords": {"http_basic_auth": true},
                "datasette-gateway": {)" +
            own + "}}}"
        );
        test_exchange one(
            at, request_text(
                    "OPTIONS " + target + " HTTP/1.1",
                    "Origin: https://app.example.org\r\nAccess-Control-Request-Method: GET\r\n"
                )
        );
        one.ex.route = find_route(one.ex.request.target, "/");
        return is_allowed_preflight(one.ex);
    };
    const std::string on = "\"cors_preflight\": true";
    BOOST_TEST(is_answered(on, "/data/facts.json"));
    BOOST_TEST(!is_answered("\"cors_preflight\": false", "/data/facts.json"));
    BOOST_TEST(!is_answered("", "/data/facts.json"));
    for (const char* own_page : {"/-/secrets", "/-/logout", "/-/login", "//-/secrets/X"})
        BOOST_TEST(!is_answered(on, own_page), own_page);
}

BOOST_AUTO_TEST_SUITE_END()
