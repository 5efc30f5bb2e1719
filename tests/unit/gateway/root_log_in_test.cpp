#include "gateway/own_pages.hpp"

#include "tests/unit/gateway/parsed_request.hpp"
#include "tests/unit/gateway/site_fixture.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::make_site;
using dsgw::test::request_text;
using dsgw::test::site_exchange;
using dsgw::test::some_hash;

BOOST_AUTO_TEST_SUITE(own_pages_test)

namespace {

std::string header_of(const reply& made, std::string_view name)
{
    std::string values;
    for (const auto& [each, value] : made.headers) {
        if (each == name) values += "<" + value + ">";
    }
    return values;
}

std::string cookie_for(const site& at, std::string_view actor)
{
    const auth::actor who(boost::json::parse(actor).as_object());
    return auth::make_actor_cookie(*at.signer, who, auth::unix_time::max(), "session");
}

const std::string wall =
    "{\"plugins\": {\"datasette-auth-passwords\": {\"http_basic_auth\": true, "
    "\"alice_password_hash\": \"" +
    some_hash + "\"}, \"datasette-gateway\": {\"realm\": \"House\"}}}";

reply answer_to_token(root_link* link, const std::string& target, std::string_view method = "GET")
{
    site_exchange one(make_site(), request_text(std::string(method) + " " + target + " HTTP/1.1"));
    return answer_auth_token(one.x, link);
}

}  // namespace

BOOST_AUTO_TEST_CASE(logging_out_is_asked_for_first)
{
    site_exchange one(make_site("{}", "/sub/"), request_text("GET /sub/-/logout HTTP/1.1"));
    one.log_in_by_cookie(cookie_for(*one.x.at, "{\"id\": \"<b>alice\"}"));
    const auto made = answer_logout(one.x);
    BOOST_TEST(made.status == 200u);
    BOOST_TEST(made.body.find("<strong>&lt;b&gt;alice</strong>") != std::string::npos);
    BOOST_TEST(made.body.find("<b>alice") == std::string::npos);
    BOOST_TEST(
        made.body.find("<form action=\"/sub/-/logout\" method=\"post\">") != std::string::npos
    );
    BOOST_TEST(header_of(made, "Set-Cookie") == "");
}

BOOST_AUTO_TEST_CASE(logging_out_of_a_session_deletes_its_cookie)
{
    for (const std::string scheme : {"http", "https"}) {
        site_exchange one(make_site("{}", "/sub/"), request_text("POST /sub/-/logout HTTP/1.1"));
        one.log_in_by_cookie(cookie_for(*one.x.at, "{\"id\": \"alice\"}"));
        one.x.origin.scheme = scheme;
        const auto made = answer_logout(one.x);
        BOOST_TEST(made.status == 302u);
        BOOST_TEST(header_of(made, "Location") == "</sub/>");
        const std::string secure = scheme == "https" ? "; Secure" : "";
        BOOST_TEST(
            header_of(made, "Set-Cookie") ==
            "<ds_actor=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; HttpOnly; "
            "SameSite=Lax" +
                secure + ">"
        );
    }
}

BOOST_AUTO_TEST_CASE(logging_out_of_basic_is_a_fresh_challenge)
{
    site_exchange one(make_site(wall), request_text("POST /-/logout HTTP/1.1"));
    one.log_in_by_password("Basic YWxpY2U6eA==");
    const auto made = answer_logout(one.x);
    BOOST_TEST(made.status == 401u);
    BOOST_TEST(header_of(made, "WWW-Authenticate") == "<Basic realm=\"House\", charset=\"UTF-8\">");
    BOOST_TEST(header_of(made, "Cache-Control") == "<private, no-store>");
    BOOST_TEST(made.body == "401 Authorization Required");
}

BOOST_AUTO_TEST_CASE(nobody_is_logged_out_without_a_word)
{
    for (const std::string method : {"GET", "HEAD", "POST"}) {
        site_exchange one(make_site(), request_text(method + " /-/logout HTTP/1.1"));
        const auto made = answer_logout(one.x);
        BOOST_TEST(made.status == 302u, method);
        BOOST_TEST(header_of(made, "Location") == "</>");
        BOOST_TEST(header_of(made, "Set-Cookie") == "");
    }
}

BOOST_AUTO_TEST_CASE(other_methods_are_refused_and_change_nothing)
{
    for (const std::string method : {"PUT", "DELETE", "PATCH", "OPTIONS", "post", "BREW"}) {
        site_exchange one(make_site(), request_text(method + " /-/logout HTTP/1.1"));
        one.log_in_by_cookie(cookie_for(*one.x.at, "{\"id\": \"alice\"}"));
        const auto made = answer_logout(one.x);
        BOOST_TEST(made.status == 405u, method);
        BOOST_TEST(header_of(made, "Allow") == "<GET, HEAD, POST>");
        BOOST_TEST(header_of(made, "Set-Cookie") == "");
    }
    root_link link;
    const auto target = "/-/auth-token?token=" + link.token();
    for (const std::string method : {"HEAD", "POST", "PUT", "OPTIONS"}) {
        const auto made = answer_to_token(&link, target, method);
        BOOST_TEST(made.status == 405u, method);
        BOOST_TEST(header_of(made, "Allow") == "<GET>");
    }
    BOOST_TEST(answer_to_token(&link, target).status == 302u);
}

BOOST_AUTO_TEST_CASE(the_root_link_opens_a_session_once)
{
    root_link link;
    const auto target = "/sub/-/auth-token?x=y&token=" + link.token();
    const auto at = make_site("{}", "/sub/");
    site_exchange one(at, request_text("GET " + target + " HTTP/1.1"));
    const auto made = answer_auth_token(one.x, &link);
    BOOST_TEST(made.status == 302u);
    BOOST_TEST(header_of(made, "Location") == "</sub/>");
    const auto set = header_of(made, "Set-Cookie");
    const std::string begin = "<ds_actor=";
    const std::string end = "; Path=/; HttpOnly; SameSite=Lax>";
    BOOST_TEST_REQUIRE(set.size() > begin.size() + end.size());
    BOOST_TEST(set.substr(0, begin.size()) == begin);
    BOOST_TEST(set.substr(set.size() - end.size()) == end);
    const auto cookie = set.substr(begin.size(), set.size() - begin.size() - end.size());
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto read = auth::read_actor_cookie(*at->signer, cookie, now);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->who->text() == "{\"id\":\"root\"}");
    BOOST_TEST(read->session_id.size() == 22u);
    const auto max_age = at->settings().session.max_age;
    BOOST_TEST((read->expires <= now + max_age));
    BOOST_TEST((read->expires > now + max_age - std::chrono::minutes(5)));

    const auto again = answer_to_token(&link, target);
    BOOST_TEST(again.status == 403u);
    BOOST_TEST(again.body.find("Root token has already been used") != std::string::npos);
    BOOST_TEST(header_of(again, "Set-Cookie") == "");
}

BOOST_AUTO_TEST_CASE(over_https_the_session_cookie_is_secure)
{
    root_link link;
    site_exchange one(
        make_site(), request_text("GET /-/auth-token?token=" + link.token() + " HTTP/1.1")
    );
    one.x.origin.scheme = "https";
    const auto set = header_of(answer_auth_token(one.x, &link), "Set-Cookie");
    BOOST_TEST(set.find("; Path=/; HttpOnly; SameSite=Lax; Secure>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_wrong_root_token_opens_nothing)
{
    root_link link;
    for (const auto& target :
         {std::string("/-/auth-token"), std::string("/-/auth-token?token="),
          "/-/auth-token?token=" + std::string(64, '0'), "/-/auth-token?x=" + link.token(),
          "/-/auth-token?token=x&token=" + link.token(), "/-/auth-token?token=+" + link.token()}) {
        const auto made = answer_to_token(&link, target);
        BOOST_TEST(made.status == 403u, target);
        BOOST_TEST(made.body.find("Invalid token") != std::string::npos, target);
        BOOST_TEST(header_of(made, "Set-Cookie") == "", target);
    }
    BOOST_TEST(answer_to_token(&link, "/-/auth-token?token=" + link.token()).status == 302u);
    const auto none = answer_to_token(nullptr, "/-/auth-token?token=" + link.token());
    BOOST_TEST(none.status == 403u);
    BOOST_TEST(none.body.find("--root") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
