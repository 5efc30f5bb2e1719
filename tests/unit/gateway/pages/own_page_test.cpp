#include "gateway/pages/own_page.hpp"

#include "auth/password_hash.hpp"
#include "tests/unit/gateway/pages/page_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::header_of;
using dsgw::test::page_fixture;
using dsgw::test::sized_answer;
using dsgw::test::some_hash;

BOOST_AUTO_TEST_SUITE(own_page_test)

namespace {

const std::string form_type = "Content-Type: application/x-www-form-urlencoded\r\n";

std::string with_account(const std::string& more = {})
{
    return "{\"plugins\": {\"datasette-auth-passwords\": {" + more + "\"alice_password_hash\": \"" +
           some_hash + "\"}}}";
}

bool has(const reply& made, std::string_view text)
{
    return made.body.find(text) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(other_methods_are_refused_and_change_nothing)
{
    page_fixture f(with_account());
    for (const std::string path : {"/-/login", "/-/logout", "/-/password-tool"}) {
        for (const std::string method : {"PUT", "DELETE", "PATCH", "OPTIONS", "post", "BREW"}) {
            const auto made = f.ask(method + " " + path + " HTTP/1.1", f.session());
            BOOST_TEST(made.status == 405u, method + " " + path);
            BOOST_TEST(header_of(made, "Allow") == "<GET, HEAD, POST>");
            BOOST_TEST(header_of(made, "Set-Cookie") == "");
        }
    }
    for (const std::string method : {"HEAD", "POST", "PUT", "OPTIONS"}) {
        const auto made = f.ask(method + " /-/auth-token?token=x HTTP/1.1");
        BOOST_TEST(made.status == 405u, method);
        BOOST_TEST(header_of(made, "Allow") == "<GET>");
    }
    BOOST_TEST(f.ended.list().size() == 0u);
}

BOOST_AUTO_TEST_CASE(a_page_is_framed_by_what_datasette_shows_the_same_reader)
{
    page_fixture f(with_account());
    f.upstream.answers = {{sized_answer(
        "<html><head><title>x</title><link rel=\"stylesheet\" href=\"/-/static/app.css\"></head>"
        "<body><header><nav></nav></header><section class=\"content\">old</section>"
        "<footer>the site's own</footer></body></html>"
    )}};
    for (int again = 0; again < 2; ++again) {
        const auto made = f.ask("GET /-/login HTTP/1.1");
        BOOST_TEST(made.status == 200u);
        BOOST_TEST(has(made, "the site's own"));
        BOOST_TEST(has(made, "name=\"password\""));
        BOOST_TEST(!has(made, "old"));
        BOOST_TEST(header_of(made, "Cache-Control") == "<private, no-store>");
        BOOST_TEST(header_of(made, "X-Frame-Options") == "<DENY>");
        BOOST_TEST(header_of(made, "Referrer-Policy") == "<same-origin>");
        BOOST_TEST(
            header_of(made, "Content-Security-Policy").find("script-src 'self'") !=
            std::string::npos
        );
    }
    BOOST_TEST_REQUIRE(f.upstream.requests.size() == 1u);
    BOOST_TEST(f.upstream.requests[0].starts_with("GET /-/allow-debug HTTP/1.1\r\n"));
    BOOST_TEST(f.upstream.requests[0].find("Cookie") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_datasette_the_page_is_there_all_the_same)
{
    for (const std::string& answer :
         {std::string("HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n"), sized_answer("no page"),
          std::string("junk"), std::string("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<html>"),
          std::string()}) {
        page_fixture f(with_account());
        f.upstream.answers = {{answer, true}};
        const auto made = f.ask("GET /-/login HTTP/1.1");
        BOOST_TEST(made.status == 200u, answer);
        BOOST_TEST(has(made, "name=\"password\""), answer);
        BOOST_TEST(has(made, "Powered by"), answer);
    }
}

BOOST_AUTO_TEST_CASE(unauthenticated_clients_cause_no_request_to_datasette)
{
    page_fixture f(
        "{\"plugins\": {\"datasette-auth-passwords\": {\"http_basic_auth\": true}, "
        "\"datasette-gateway\": {\"auth\": {\"challenge\": \"form\"}}}}"
    );
    BOOST_TEST(f.ask("GET /-/login HTTP/1.1").status == 200u);
    BOOST_TEST(f.upstream.requests.size() == 0u);
}

BOOST_AUTO_TEST_CASE(logging_out_is_asked_for_first)
{
    page_fixture f(with_account(), "/sub/");
    const auto made = f.ask("GET /sub/-/logout HTTP/1.1", f.session());
    BOOST_TEST(made.status == 200u);
    BOOST_TEST(has(made, "<strong>alice</strong>"));
    BOOST_TEST(has(made, "action=\"/sub/-/logout\" method=\"post\""));
    BOOST_TEST(header_of(made, "Set-Cookie") == "");
    BOOST_TEST(f.ended.list().size() == 0u);
    BOOST_TEST_REQUIRE(f.upstream.requests.size() == 1u);
    BOOST_TEST(f.upstream.requests[0].starts_with("GET /-/logout HTTP/1.1\r\n"));
    BOOST_TEST(f.upstream.requests[0].find("\r\nCookie: ds_actor=") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(logging_out_ends_the_session_and_deletes_its_cookie)
{
    page_fixture f(with_account(), "/sub/");
    const auto made =
        f.ask("POST /sub/-/logout HTTP/1.1", f.session(), form_type + "Origin: http://x\r\n");
    BOOST_TEST(made.status == 302u);
    BOOST_TEST(header_of(made, "Location") == "</sub/>");
    const std::string removal =
        "<ds_actor=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; HttpOnly; "
        "SameSite=Lax>";
    BOOST_TEST(header_of(made, "Set-Cookie").substr(0, removal.size()) == removal);
    BOOST_TEST(f.ended.list().is_revoked("session-1"));
    BOOST_TEST(!f.ended.list().is_revoked("session-2"));
}

BOOST_AUTO_TEST_CASE(logging_out_without_origin_needs_the_token)
{
    page_fixture f(with_account());
    const auto refused =
        f.ask("POST /-/logout HTTP/1.1", f.session(), form_type + "Cookie: ds_actor=x\r\n");
    BOOST_TEST(refused.status == 403u);
    BOOST_TEST(!f.ended.list().is_revoked("session-1"));
    const auto token = f.at->forms->make("session session-1", auth::unix_now());
    const auto made = f.ask(
        "POST /-/logout HTTP/1.1", f.session(), form_type + "Cookie: ds_actor=x\r\n",
        "csrftoken=" + token
    );
    BOOST_TEST(made.status == 302u);
    BOOST_TEST(f.ended.list().is_revoked("session-1"));
}

BOOST_AUTO_TEST_CASE(logging_out_is_never_silent)
{
    page_fixture f;
    for (const std::string method : {"GET", "HEAD", "POST"}) {
        const auto made = f.ask(method + " /-/logout HTTP/1.1");
        BOOST_TEST(made.status == 302u, method);
        BOOST_TEST(header_of(made, "Location") == "</>");
        BOOST_TEST(header_of(made, "Set-Cookie") == "");
    }
}

BOOST_AUTO_TEST_CASE(reports_a_body_that_is_not_a_form)
{
    page_fixture f(with_account());
    const std::string post = "POST /-/login HTTP/1.1";
    BOOST_TEST(
        f.ask(post, {}, "Content-Type: application/json\r\nContent-Length: 2\r\n").status == 415u
    );
    BOOST_TEST(f.ask(post, {}, form_type, "username=%zz").status == 400u);
    BOOST_TEST(f.ask(post, {}, form_type, "username=%ff").status == 400u);
    BOOST_TEST(f.ask(post, {}, form_type, "username=a&username=b").status == 400u);
    const auto long_name = "username=" + std::string(1001, 'a');
    BOOST_TEST(f.ask(post, {}, form_type, long_name).status == 400u);
    const auto long_password = "password=" + std::string(4097, 'a');
    BOOST_TEST(f.ask(post, {}, form_type, long_password).status == 400u);
    BOOST_TEST(f.hashes.computations() == 0u);
}

BOOST_AUTO_TEST_CASE(a_browsers_form_wants_its_token)
{
    page_fixture f(with_account());
    const std::string post = "POST /-/login HTTP/1.1";
    const std::string fields = "username=alice&password=x&csrftoken=";
    const auto browser = form_type + "Origin: http://data.example.org\r\n";
    for (const std::string& cookie :
         {std::string(), std::string("Cookie: ds_gateway_form=abc\r\n")}) {
        const auto made = f.ask(post, {}, browser + cookie, fields + "no");
        BOOST_TEST(made.status == 403u);
        BOOST_TEST(has(made, "try again"));
        BOOST_TEST(has(made, "name=\"password\""));
        BOOST_TEST(header_of(made, "Set-Cookie").empty() != cookie.empty());
    }
    BOOST_TEST(f.hashes.computations() == 0u);
    const auto token = f.at->forms->make("visitor abc", auth::unix_now());
    const auto cookie = "Cookie: ds_gateway_form=abc\r\n";
    const auto tried = f.ask(post, {}, browser + cookie, fields + token);
    BOOST_TEST(tried.status == 200u);
    BOOST_TEST(has(tried, "Invalid username or password"));
    BOOST_TEST(f.hashes.computations() == 1u);
    BOOST_TEST(f.ask(post, {}, browser + cookie, fields + token + "A").status == 403u);
    const auto foreign = "Cookie: ds_gateway_form=abd\r\n";
    BOOST_TEST(f.ask(post, {}, browser + foreign, fields + token).status == 403u);
}

BOOST_AUTO_TEST_CASE(without_accounts_logins_fail)
{
    page_fixture f;
    const auto made = f.ask("POST /-/login HTTP/1.1", {}, form_type, "username=a&password=b");
    BOOST_TEST(made.status == 200u);
    BOOST_TEST(has(made, "does not have any configured accounts"));
}

BOOST_AUTO_TEST_CASE(next_stays_within_the_site)
{
    page_fixture f(with_account());
    BOOST_TEST(has(f.ask("GET /-/login?next=%2Fdata%3Fa%3D1 HTTP/1.1"), "value=\"/data?a=1\""));
    for (const std::string next :
         {"//evil.example", "https://evil.example", "%2F%2Fevil.example", "/%5Cevil.example",
          "javascript:alert(1)"})
        BOOST_TEST(
            has(f.ask("GET /-/login?next=" + next + " HTTP/1.1"), "name=\"next\" value=\"/\""), next
        );
}

BOOST_AUTO_TEST_CASE(the_password_tool_makes_a_hash_that_verifies)
{
    page_fixture f(with_account());
    const auto token = f.at->forms->make("session session-1", auth::unix_now());
    const auto cookie = "Cookie: ds_actor=x\r\n";
    const auto form = "password=%C3%A9%3A+&csrftoken=" + token;
    const auto made =
        f.ask("POST /-/password-tool HTTP/1.1", f.session(), form_type + cookie, form);
    BOOST_TEST(made.status == 200u);
    const auto begin = made.body.find("$argon2id$");
    BOOST_TEST_REQUIRE(begin != std::string::npos);
    const auto hash = made.body.substr(begin, made.body.find('<', begin) - begin);
    BOOST_TEST(auth::verify_password("\u00e9: ", hash).value());
    const auto empty = f.ask(
        "POST /-/password-tool HTTP/1.1", f.session(), form_type + cookie, "csrftoken=" + token
    );
    BOOST_TEST(has(empty, "Please enter a password"));
}

BOOST_AUTO_TEST_CASE(the_password_tool_is_open_to_whom_the_setting_says)
{
    const auto tool = [](const std::string& access) {
        return "{\"plugins\": {\"datasette-gateway\": {\"password_tool\": \"" + access + "\"}}}";
    };
    const std::string get = "GET /-/password-tool HTTP/1.1";
    page_fixture actors(tool("actors"));
    BOOST_TEST(actors.ask(get).status == 403u);
    BOOST_TEST(actors.ask(get, actors.session()).status == 200u);
    page_fixture everybody(tool("everybody"));
    BOOST_TEST(everybody.ask(get).status == 200u);
    page_fixture off(tool("off"));
    BOOST_TEST(off.ask(get, off.session()).status == 404u);
    page_fixture with_form(with_account());
    const auto led = with_form.ask(get);
    BOOST_TEST(led.status == 302u);
    BOOST_TEST(header_of(led, "Location") == "</-/login?next=/-/password-tool>");
}

BOOST_AUTO_TEST_CASE(the_style_sheet_is_public)
{
    page_fixture f;
    const auto made = f.ask("GET /-/gateway.css?x HTTP/1.1");
    BOOST_TEST(made.status == 200u);
    BOOST_TEST(made.content_type == "text/css; charset=utf-8");
    BOOST_TEST(made.body == page_style_sheet());
}

BOOST_AUTO_TEST_SUITE_END()
